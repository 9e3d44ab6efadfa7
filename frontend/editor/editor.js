// SPDX-License-Identifier: EUPL-1.2
// The editor of papers: ProseMirror, held to what a paper may hold, with a toolbar that the keyboard reaches.

import { baseKeymap, chainCommands, exitCode, lift, setBlockType, toggleMark, wrapIn } from "prosemirror-commands";
import { history, redo, undo } from "prosemirror-history";
import { inputRules, textblockTypeInputRule, wrappingInputRule } from "prosemirror-inputrules";
import { keymap } from "prosemirror-keymap";
import { Slice, Fragment } from "prosemirror-model";
import { liftListItem, sinkListItem, splitListItem, wrapInList } from "prosemirror-schema-list";
import { EditorState, TextSelection } from "prosemirror-state";
import {
  addColumnAfter,
  addRowAfter,
  deleteColumn,
  deleteRow,
  deleteTable,
  goToNextCell,
  isInTable,
  tableEditing,
} from "prosemirror-tables";
import { EditorView } from "prosemirror-view";

import { cleanPasted } from "./pasting.js";
import { blocks, nodes, schema } from "./schema.js";

const { marks, nodes: n } = schema;

const breakLine = chainCommands(exitCode, (state, dispatch) => {
  if (dispatch) dispatch(state.tr.replaceSelectionWith(n.hard_break.create()).scrollIntoView());
  return true;
});

function insertTable(state, dispatch) {
  if (isInTable(state)) return false;
  const row = (kind) => n.table_row.create(null, [0, 1].map(() => kind.createAndFill()));
  const table = n.table.create(null, [row(n.table_header), row(n.table_cell), row(n.table_cell)]);
  if (dispatch) {
    const start = state.selection.from;
    const change = state.tr.replaceSelectionWith(table);
    change.setSelection(TextSelection.near(change.doc.resolve(Math.min(start + 3, change.doc.content.size))));
    dispatch(change.scrollIntoView());
  }
  return true;
}

// Without its header row a table has none to print above the columns.
function dropRow(state, dispatch) {
  const { $from } = state.selection;
  for (let depth = $from.depth; depth > 0; depth -= 1) {
    if ($from.node(depth).type === n.table_row) {
      if ($from.index(depth - 1) === 0) return false;
      return deleteRow(state, dispatch);
    }
  }
  return false;
}

const hasMark = (type) => (state) => {
  const { from, to, empty, $from } = state.selection;
  return Boolean(empty ? type.isInSet(state.storedMarks || $from.marks()) : state.doc.rangeHasMark(from, to, type));
};
const isBlock = (type, attrs) => (state) => state.selection.$from.parent.hasMarkup(type, attrs);

const TOOLS = [
  { name: "strong", sign: "B", run: toggleMark(marks.strong), on: hasMark(marks.strong), key: "Ctrl+B" },
  { name: "emphasis", sign: "I", run: toggleMark(marks.em), on: hasMark(marks.em), key: "Ctrl+I" },
  { name: "paragraph", run: setBlockType(n.paragraph), on: isBlock(n.paragraph) },
  ...[1, 2, 3].map((level) => ({
    name: `heading${level}`,
    run: setBlockType(n.heading, { level }),
    on: isBlock(n.heading, { level }),
  })),
  { name: "bullets", run: wrapInList(n.bullet_list) },
  { name: "numbers", run: wrapInList(n.ordered_list) },
  { name: "indent", run: sinkListItem(n.list_item), key: "Ctrl+]" },
  { name: "outdent", run: chainCommands(liftListItem(n.list_item), lift), key: "Ctrl+[" },
  { name: "quote", run: wrapIn(n.blockquote) },
  { name: "table", run: insertTable },
  { name: "row", run: addRowAfter, within: isInTable },
  { name: "column", run: addColumnAfter, within: isInTable },
  { name: "dropRow", run: dropRow, within: isInTable },
  { name: "dropColumn", run: deleteColumn, within: isInTable },
  { name: "dropTable", run: deleteTable, within: isInTable },
  { name: "undo", run: undo, key: "Ctrl+Z" },
  { name: "redo", run: redo, key: "Ctrl+Y" },
];

class Toolbar {
  constructor(words) {
    this.element = document.createElement("div");
    this.element.className = "nz-editor__tools";
    this.element.setAttribute("role", "toolbar");
    this.element.setAttribute("aria-label", words.toolbar);
    this.tools = TOOLS.map((tool) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = `nz-editor__tool nz-editor__tool--${tool.name}`;
      button.textContent = tool.sign || words[tool.name];
      button.setAttribute("aria-label", words[tool.name]);
      button.title = tool.key ? `${words[tool.name]} (${tool.key})` : words[tool.name];
      button.tabIndex = -1;
      this.element.append(button);
      return { ...tool, button };
    });
    this.tools[0].button.tabIndex = 0;
    this.element.addEventListener("keydown", (event) => this.move(event));
  }

  attach(view) {
    this.view = view;
    for (const tool of this.tools) {
      // The text keeps its selection while a button is pressed with the mouse.
      tool.button.addEventListener("mousedown", (event) => event.preventDefault());
      tool.button.addEventListener("click", () => {
        if (tool.button.getAttribute("aria-disabled") === "true") return;
        tool.run(view.state, view.dispatch, view);
        view.focus();
      });
    }
    this.show();
  }

  move(event) {
    const shown = this.tools.filter((tool) => !tool.button.hidden).map((tool) => tool.button);
    const at = shown.indexOf(document.activeElement);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: shown.length - 1 }[event.key];
    if (event.key === "Escape") this.view.focus();
    if (to === undefined) return;
    event.preventDefault();
    const next = shown[(to + shown.length) % shown.length];
    for (const button of shown) button.tabIndex = button === next ? 0 : -1;
    next.focus();
  }

  focus() {
    (this.tools.find((tool) => tool.button.tabIndex === 0 && !tool.button.hidden) || this.tools[0]).button.focus();
  }

  show() {
    const { state } = this.view;
    for (const { button, run, on, within } of this.tools) {
      const pressed = Boolean(on?.(state));
      if (on) button.setAttribute("aria-pressed", String(pressed));
      if (within) button.hidden = !within(state);
      button.setAttribute("aria-disabled", String(!pressed && !run(state)));
    }
  }
}

function rules() {
  return inputRules({
    rules: [
      wrappingInputRule(/^\s*>\s$/, n.blockquote),
      wrappingInputRule(/^\s*[-*]\s$/, n.bullet_list),
      wrappingInputRule(
        /^([1-9]\d{0,2})\.\s$/,
        n.ordered_list,
        (match) => ({ start: Number(match[1]) }),
        (match, node) => node.childCount + node.attrs.start === Number(match[1]),
      ),
      textblockTypeInputRule(/^(#{1,3})\s$/, n.heading, (match) => ({ level: match[1].length })),
    ],
  });
}

const keys = {
  "Mod-b": toggleMark(marks.strong),
  "Mod-i": toggleMark(marks.em),
  "Mod-z": undo,
  "Mod-y": redo,
  "Mod-Shift-z": redo,
  "Mod-]": sinkListItem(n.list_item),
  "Mod-[": liftListItem(n.list_item),
  Enter: splitListItem(n.list_item),
  "Shift-Enter": breakLine,
  // At the ends of a table the key goes on to what follows on the page.
  Tab: goToNextCell(1),
  "Shift-Tab": goToNextCell(-1),
};

const documentOf = (given) => n.doc.create(null, nodes(given));

/** Put an editor into `place`; `changed` is called after every change of the text. */
export function mount(place, { blocks: given, words, language, describedBy, changed }) {
  const toolbar = new Toolbar(words);
  const text = document.createElement("div");
  place.append(toolbar.element, text);
  const toTools = () => {
    toolbar.focus();
    return true;
  };
  const view = new EditorView(text, {
    state: EditorState.create({
      doc: documentOf(given),
      plugins: [rules(), keymap({ ...keys, "Alt-F10": toTools }), keymap(baseKeymap), history(), tableEditing()],
    }),
    attributes: {
      class: "nz-editor__text",
      role: "textbox",
      "aria-multiline": "true",
      "aria-label": words.text,
      ...(describedBy ? { "aria-describedby": describedBy } : {}),
      lang: language,
    },
    transformPastedHTML: cleanPasted,
    dispatchTransaction(change) {
      view.updateState(view.state.apply(change));
      toolbar.show();
      if (change.docChanged) changed();
    },
  });
  toolbar.attach(view);
  return {
    blocks: () => blocks(view.state.doc),
    replace(next) {
      const { tr, doc } = view.state;
      view.dispatch(tr.replaceWith(0, doc.content.size, nodes(next)));
    },
    insertText(words) {
      view.dispatch(view.state.tr.insertText(words).scrollIntoView());
      view.focus();
    },
    insertBlocks(next) {
      const found = Fragment.from(nodes(next));
      const open = found.childCount === 1 && found.firstChild.type === n.paragraph ? 1 : 0;
      view.dispatch(view.state.tr.replaceSelection(new Slice(found, open, open)).scrollIntoView());
      view.focus();
    },
    focus: () => view.focus(),
    destroy: () => view.destroy(),
  };
}
