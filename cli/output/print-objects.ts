import { stringify } from 'yaml';
import type { Json, JsonObject } from '../../shared/rpc/struct.ts';
import { renderTable } from './render-table.ts';

export const outputFormats = ['table', 'wide', 'json', 'yaml', 'name'] as const;
export type OutputFormat = (typeof outputFormats)[number];

/** How objects of one sort are shown: as rows for people, as objects for programs. */
export interface ObjectView<Item> {
  readonly header: readonly string[];
  readonly wideHeader: readonly string[];
  readonly row: (item: Item) => readonly string[];
  /** The cells that `-o wide` shows after those of `row`. */
  readonly wideRow: (item: Item) => readonly string[];
  readonly object: (item: Item) => JsonObject;
  readonly name: (item: Item) => string;
  /** Shown instead of an empty table. */
  readonly none: string;
}

/** The text for stdout. `shape` says whether programs get the one object or a list of all. */
export function renderObjects<Item>(
  format: OutputFormat,
  view: ObjectView<Item>,
  items: readonly Item[],
  shape: 'one' | 'list',
): string {
  switch (format) {
    case 'json':
      return `${JSON.stringify(toDocument(view, items, shape), null, 2)}\n`;
    case 'yaml':
      return stringify(toDocument(view, items, shape));
    case 'name':
      return items.map((item) => `${view.name(item)}\n`).join('');
    case 'table':
      return items.length === 0 ? '' : renderTable(view.header, items.map(view.row));
    case 'wide':
      return items.length === 0
        ? ''
        : renderTable(
            [...view.header, ...view.wideHeader],
            items.map((item) => [...view.row(item), ...view.wideRow(item)]),
          );
    default:
      return format satisfies never;
  }
}

function toDocument<Item>(view: ObjectView<Item>, items: readonly Item[], shape: 'one' | 'list'): Json {
  const objects = items.map(view.object);
  const [first] = objects;
  if (shape === 'one' && first !== undefined) return first;
  return { apiVersion: 'v1', kind: 'List', items: objects };
}
