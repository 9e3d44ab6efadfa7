// SPDX-License-Identifier: EUPL-1.2
// What the text of a paper may hold, and its way between the blocks of the office and the editor's own document.

import { Schema } from "prosemirror-model";
import { tableNodes } from "prosemirror-tables";

const isBold = (weight) => /^(bold(er)?|[6-9]\d\d)$/.test(weight) && null;

const tables = tableNodes({
  tableGroup: "block",
  cellContent: "paragraph",
  cellAttributes: {
    align: {
      default: "left",
      getFromDOM: (dom) => (["center", "right"].includes(dom.align || dom.style.textAlign) ? dom.align || dom.style.textAlign : "left"),
      setDOMAttr: (value, attrs) => {
        attrs["data-align"] = value;
      },
    },
  },
});

export const schema = new Schema({
  nodes: {
    doc: { content: "block+" },
    paragraph: { content: "inline*", group: "block", parseDOM: [{ tag: "p" }], toDOM: () => ["p", 0] },
    heading: {
      attrs: { level: { default: 1 } },
      content: "inline*",
      group: "block",
      defining: true,
      parseDOM: [1, 2, 3, 4, 5, 6].map((level) => ({ tag: `h${level}`, attrs: { level: Math.min(level, 3) } })),
      // The page has headings of its own above: those of the paper stand below them.
      toDOM: (node) => [`h${node.attrs.level + 3}`, 0],
    },
    bullet_list: { content: "list_item+", group: "block", parseDOM: [{ tag: "ul" }], toDOM: () => ["ul", 0] },
    ordered_list: {
      attrs: { start: { default: 1 } },
      content: "list_item+",
      group: "block",
      parseDOM: [{ tag: "ol", getAttrs: (dom) => ({ start: Math.min(Math.max(dom.start || 1, 1), 999) }) }],
      toDOM: (node) => ["ol", { start: node.attrs.start }, 0],
    },
    list_item: { content: "paragraph block*", defining: true, parseDOM: [{ tag: "li" }], toDOM: () => ["li", 0] },
    blockquote: {
      content: "block+",
      group: "block",
      defining: true,
      parseDOM: [{ tag: "blockquote" }],
      toDOM: () => ["blockquote", 0],
    },
    ...tables,
    text: { group: "inline" },
    hard_break: { inline: true, group: "inline", selectable: false, parseDOM: [{ tag: "br" }], toDOM: () => ["br"] },
  },
  marks: {
    strong: {
      parseDOM: [
        { tag: "strong" },
        // Some programs wrap all they copy in a <b> that says it is not bold.
        { tag: "b", getAttrs: (dom) => dom.style.fontWeight !== "normal" && null },
        { style: "font-weight", getAttrs: isBold },
      ],
      toDOM: () => ["strong", 0],
    },
    em: {
      parseDOM: [{ tag: "i", getAttrs: (dom) => dom.style.fontStyle !== "normal" && null }, { tag: "em" }, { style: "font-style=italic" }],
      toDOM: () => ["em", 0],
    },
  },
});

const n = schema.nodes;

function inline(runs) {
  return runs.flatMap((run) => {
    const marks = [];
    if (run.strong) marks.push(schema.marks.strong.create());
    if (run.emphasis) marks.push(schema.marks.em.create());
    const found = run.text ? [schema.text(run.text, marks)] : [];
    return run.break ? [...found, n.hard_break.create()] : found;
  });
}

function row(cells, kind, block) {
  const made = block.header.map((_, place) =>
    kind.create({ align: block.align[place] || "left" }, n.paragraph.create(null, inline(cells[place] || []))),
  );
  return n.table_row.create(null, made);
}

const nodeOf = {
  paragraph: (block) => n.paragraph.create(null, inline(block.runs)),
  heading: (block) => n.heading.create({ level: block.level }, inline(block.runs)),
  quote: (block) => n.blockquote.create(null, nodes(block.blocks)),
  table: (block) =>
    n.table.create(null, [
      row(block.header, n.table_header, block),
      ...block.rows.map((cells) => row(cells, n.table_cell, block)),
    ]),
  list: (block) => {
    const items = block.items.map((item) => {
      const found = nodes(item);
      if (found[0].type !== n.paragraph) found.unshift(n.paragraph.create());
      return n.list_item.create(null, found);
    });
    return block.ordered ? n.ordered_list.create({ start: block.start }, items) : n.bullet_list.create(null, items);
  },
};

/** Return the editor's nodes of `blocks`; at least one. */
export function nodes(blocks) {
  return blocks.length ? blocks.map((block) => nodeOf[block.kind](block)) : [n.paragraph.create()];
}

function runs(node) {
  const found = [];
  node.forEach((child) => {
    if (child.type === n.hard_break) {
      if (found.length) found[found.length - 1].break = true;
      return;
    }
    const run = { text: child.text };
    if (schema.marks.strong.isInSet(child.marks)) run.strong = true;
    if (schema.marks.em.isInSet(child.marks)) run.emphasis = true;
    found.push(run);
  });
  return found;
}

const children = (node) => Array.from({ length: node.childCount }, (_, place) => node.child(place));
const cellRuns = (cell) => children(cell).flatMap(runs);

const blockOf = {
  paragraph: (node) => ({ kind: "paragraph", runs: runs(node) }),
  heading: (node) => ({ kind: "heading", level: node.attrs.level, runs: runs(node) }),
  blockquote: (node) => ({ kind: "quote", blocks: blocks(node) }),
  bullet_list: (node) => ({ kind: "list", ordered: false, start: 1, items: children(node).map(blocks) }),
  ordered_list: (node) => ({ kind: "list", ordered: true, start: node.attrs.start, items: children(node).map(blocks) }),
  table: (node) => {
    const lines = children(node).map(children);
    return {
      kind: "table",
      align: lines[0].map((cell) => cell.attrs.align),
      header: lines[0].map(cellRuns),
      rows: lines.slice(1).map((cells) => cells.map(cellRuns)),
    };
  },
};

/** Return the blocks of a node, as the office reads them; empty paragraphs are no blocks. */
export function blocks(node) {
  return children(node)
    .map((child) => blockOf[child.type.name](child))
    .filter((block) => block.kind !== "paragraph" || block.runs.length);
}
