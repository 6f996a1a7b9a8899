import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { CallTree } from '../call-tree.ts';
import type { ProfileFacts } from '../profile-facts.ts';
import { escapeHtml, toInlineJson } from './escape.ts';
import { renderTemplate } from './page-template.ts';
import { type SmallTree, shrinkTree } from './shrink-tree.ts';

const smallShare = 0.001;
const maxStacks = 50_000;

export interface PageText {
  readonly title: string;
  readonly subtitle: string;
}

/**
 * One HTML file that needs no other: style, script and profile stand in it, and its own Content-Security-Policy
 * lets nothing else run or load. The same arguments give the same bytes.
 */
export async function buildPage(tree: CallTree, facts: ProfileFacts, text: PageText): Promise<string> {
  const [style, script] = await Promise.all([readPart('page.css'), joinScripts()]);
  const weights = facts.unit === 'samples' ? tree.samples : tree.periods;
  const profile = toProfile(shrinkTree(tree, weights, smallShare, maxStacks), tree, facts);
  const policy = [
    "default-src 'none'",
    `script-src '${hashSource(script)}'`,
    `style-src '${hashSource(style)}'`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return renderTemplate({
    policy,
    title: escapeHtml(text.title),
    subtitle: escapeHtml(text.subtitle),
    style,
    script,
    profile: toInlineJson(profile),
  });
}

async function readPart(name: string): Promise<string> {
  return readFile(new URL(`page/${name}`, import.meta.url), 'utf8');
}

/**
 * The modules of the page as one script: imports fall away, exports become plain declarations. So no two of
 * them may declare the same name at the top.
 */
async function joinScripts(): Promise<string> {
  const names = ['words.js', 'facts.js', 'views.js', 'drawing.js', 'page.js'];
  const modules = await Promise.all(names.map(readPart));
  const plain = modules.map((text) => text.replace(/^import .*\n/gm, '').replace(/^export /gm, ''));
  return `(() => {\n'use strict';\n${plain.join('\n')}})();\n`;
}

/** What page.js reads; its first lines say the same. */
function toProfile(small: SmallTree, tree: CallTree, facts: ProfileFacts): Record<string, unknown> {
  const places = new Map<number, number>();
  const shown = small.frame.map((frame) => {
    const place = places.get(frame) ?? places.size;
    places.set(frame, place);
    return place;
  });
  const frames = [...places.keys()].map((frame) => tree.frames[frame]);
  const { nodes, ...rest } = facts;
  return {
    facts: { ...rest, nodes: nodes.slice(0, 20), nodeCount: nodes.length },
    smallShare: small.smallShare,
    names: frames.map((frame) => frame?.name ?? '[small frames]'),
    kinds: frames.map((frame) => frame?.kind ?? 'small'),
    objects: frames.map((frame) => frame?.object ?? ''),
    frame: shown,
    depth: small.depth,
    samples: small.samples,
    ...(facts.unit === 'samples' ? {} : { weights: small.periods }),
  };
}

function hashSource(content: string): string {
  return `sha256-${createHash('sha256').update(content).digest('base64')}`;
}
