// What every page may use; each part comes only where the page has something for it.
import { complete } from "./search";

const here = document.body.dataset["here"] ?? "";

for (const input of document.querySelectorAll<HTMLInputElement>("form[role=search] input[type=search]")) {
  complete(input, here);
}
for (const input of document.querySelectorAll<HTMLInputElement>("input[data-kinds]")) {
  complete(input, here, input.dataset["kinds"]);
}
for (const choice of document.querySelectorAll<HTMLSelectElement>("form.filter select")) {
  choice.addEventListener("change", () => choice.form?.requestSubmit());
}
if (document.querySelector("table.sortable")) {
  void import("./tables");
}
const figures = [...document.querySelectorAll<HTMLElement>("figure[data-view]")];
if (figures.length) {
  void import("./pictures").then(({ draw }) => figures.forEach((figure) => draw(figure, here)));
}
for (const button of document.querySelectorAll<HTMLButtonElement>("button[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const from = document.getElementById(button.dataset["copy"] ?? "");
    const text = from instanceof HTMLTextAreaElement ? from.value : (from?.textContent ?? "");
    await navigator.clipboard.writeText(text.trim());
    button.textContent = "Copied";
  });
}
