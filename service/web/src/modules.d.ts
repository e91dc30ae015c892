// What comes without types of its own.
declare module "@tarekraafat/autocomplete.js";
declare module "cytoscape-fcose";
declare module "sortable-tablesort/dist/sortable.min.js";
declare module "sortable-tablesort/dist/esm/enhanceSortableAccessibility.js" {
  export function enhanceSortableAccessibility(tables: NodeListOf<HTMLTableElement>): void;
}
