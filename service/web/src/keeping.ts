// A drawing as a file of its own: what the page's styles give is written into it.

const STYLED = ["fill", "stroke", "stroke-width", "stroke-dasharray", "opacity", "fill-opacity", "stroke-opacity", "font-family", "font-size", "font-weight", "text-anchor"];
const MARGIN = 16;
const LINE = 18;
const SHARP = 2; // pixels of a PNG to one of the page

/** Write drawings one below the other as one SVG file, with a line that says where it is from. */
export function svg(parts: readonly SVGSVGElement[], source: string): Blob {
  return new Blob([text(parts, source).markup], { type: "image/svg+xml" });
}

/** The same as PNG. */
export async function png(parts: readonly SVGSVGElement[], source: string): Promise<Blob> {
  const { markup, width, height } = text(parts, source);
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(markup)}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = width * SHARP;
  canvas.height = height * SHARP;
  const brush = canvas.getContext("2d");
  if (!brush) throw new Error("this browser cannot draw a PNG");
  brush.scale(SHARP, SHARP);
  brush.drawImage(image, 0, 0, width, height);
  return new Promise((done, failed) => {
    canvas.toBlob((blob) => (blob ? done(blob) : failed(new Error("this browser made no PNG"))), "image/png");
  });
}

function text(parts: readonly SVGSVGElement[], source: string): { markup: string; width: number; height: number } {
  const space = "http://www.w3.org/2000/svg";
  const page = getComputedStyle(document.body);
  const sizes = parts.map((part) => part.viewBox.baseVal);
  const width = Math.max(...sizes.map((size) => size.width)) + 2 * MARGIN;
  const height = sizes.reduce((sum, size) => sum + size.height, 0) + 2 * MARGIN + LINE;
  const whole = document.createElementNS(space, "svg");
  whole.setAttribute("xmlns", space);
  whole.setAttribute("width", String(width));
  whole.setAttribute("height", String(height));
  whole.setAttribute("viewBox", `0 0 ${width} ${height}`);
  const back = document.createElementNS(space, "rect");
  back.setAttribute("width", "100%");
  back.setAttribute("height", "100%");
  back.setAttribute("fill", page.backgroundColor);
  whole.append(back);
  let top = MARGIN;
  parts.forEach((part, at) => {
    const copy = part.cloneNode(true) as SVGSVGElement;
    style(part, copy);
    copy.querySelectorAll("style").forEach((one) => one.remove());
    copy.setAttribute("x", String(MARGIN));
    copy.setAttribute("y", String(top));
    copy.setAttribute("overflow", "visible");
    whole.append(copy);
    top += sizes[at]?.height ?? 0;
  });
  const from = document.createElementNS(space, "text");
  from.textContent = source;
  for (const [name, value] of Object.entries({ x: MARGIN, y: height - 8, "font-size": 11, "font-family": "sans-serif", fill: page.color })) {
    from.setAttribute(name, String(value));
  }
  whole.append(from);
  return { markup: new XMLSerializer().serializeToString(whole), width, height };
}

function style(original: Element, copy: Element): void {
  const told = getComputedStyle(original);
  for (const name of STYLED) {
    const value = told.getPropertyValue(name);
    if (value) copy.setAttribute(name, value);
  }
  [...original.children].forEach((child, at) => {
    const other = copy.children[at];
    if (other) style(child, other);
  });
}
