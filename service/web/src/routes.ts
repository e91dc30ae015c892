// The routes to try out: Swagger UI in the place of their list, drawn from our own OpenAPI document.

interface Swagger {
  (told: Record<string, unknown>): unknown;
  presets: { apis: unknown };
}

const place = document.getElementById("swagger-ui");
const swagger = (window as { SwaggerUIBundle?: Swagger }).SwaggerUIBundle;
if (place && swagger) {
  place.replaceChildren();
  swagger({ url: place.dataset["openapi"], domNode: place, deepLinking: true, filter: true, presets: [swagger.presets.apis], layout: "BaseLayout", validatorUrl: null });
}
