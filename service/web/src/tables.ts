// Tables that sort by the column one chooses, by mouse or keyboard; a cell may say by what in data-sort.
import "sortable-tablesort/dist/sortable.min.js";
import { enhanceSortableAccessibility } from "sortable-tablesort/dist/esm/enhanceSortableAccessibility.js";

// Heads alone: a header of a row sorts nothing.
enhanceSortableAccessibility(document.querySelectorAll<HTMLTableElement>("table.sortable thead"));
