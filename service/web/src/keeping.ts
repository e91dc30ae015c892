// A drawing as a file of its own: what the page's styles give is written into it.
import type { Kept } from "./pictures";

const STYLED = ["fill", "stroke", "stroke-width", "stroke-dasharray", "opacity", "fill-opacity", "stroke-opacity", "font-family", "font-size", "font-weight", "text-anchor"];
const MARGIN = 16;
const LINE = 18;
const SHARP = 2; // pixels of a PNG to one of the page

/** Write drawings one below the other as one SVG file, with a line that says where it is from. */
export function svg(parts: readonly SVGSVGElement[], told: Kept): Blob {
  return new Blob([text(parts, told).markup], { type: "image/svg+xml" });
}

/** The same as PNG. */
export async function png(parts: readonly SVGSVGElement[], told: Kept): Promise<Blob> {
  const { markup, width, height } = text(parts, told);
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

function text(parts: readonly SVGSVGElement[], told: Kept): { markup: string; width: number; height: number } {
  const space = "http://www.w3.org/2000/svg";
  const page = getComputedStyle(document.body);
  const sizes = parts.map((part) => part.viewBox.baseVal);
  const width = Math.max(...sizes.map((size) => size.width)) + 2 * MARGIN;
  const legend = told.legend.length > 1 ? told.legend : [];
  const head = LINE * 1.4 + (legend.length ? LINE : 0);
  const height = Math.ceil(sizes.reduce((sum, size) => sum + size.height, 0) + 2 * MARGIN + LINE + head);
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
  let top = MARGIN + head;
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
  const write = (words: string, x: number, y: number, size: number, weight = 400, colour = page.color) => {
    const line = document.createElementNS(space, "text");
    line.textContent = words;
    const looks = { x, y, "font-size": size, "font-weight": weight, "font-family": "Source Sans 3, Noto Sans, Arial, sans-serif", fill: colour };
    for (const [name, value] of Object.entries(looks)) line.setAttribute(name, String(value));
    whole.append(line);
  };
  write(told.title, MARGIN, MARGIN + 12, 16, 700);
  let left = MARGIN;
  for (const [kind, colour] of legend) {
    write("●", left, MARGIN + 12 + LINE, 12, 400, worth(colour));
    write(kind, left + 14, MARGIN + 12 + LINE, 12);
    left += 34 + kind.length * 6.4;
  }
  write(told.source, MARGIN, height - 8, 11);
  return { markup: new XMLSerializer().serializeToString(whole), width, height };
}

/** Give what a colour of the page's styles is at the moment. */
function worth(colour: string): string {
  const probe = document.createElement("span");
  probe.style.color = colour;
  document.body.append(probe);
  const found = getComputedStyle(probe).color;
  probe.remove();
  return found;
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
