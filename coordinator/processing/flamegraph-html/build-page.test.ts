import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { buildCallTree } from '../call-tree.ts';
import { FrameTable } from '../frame-table.ts';
import { PerfScriptParser } from '../perf/parse-perf-script.ts';
import { gatherFacts } from '../profile-facts.ts';
import { StackTree } from '../stack-tree.ts';
import { buildPage } from './build-page.ts';
import { shrinkTree } from './shrink-tree.ts';

function parse(text: string) {
  const tree = new StackTree(1_000_000);
  const frames = new FrameTable(1_000_000);
  const root = tree.step(0, frames.intern({ name: 'n', kind: 'node', object: '' }));
  const parser = new PerfScriptParser(tree, frames, root);
  parser.push(Buffer.from(text));
  const facts = gatherFacts([{ node: 'n', quality: parser.end(), isWhole: true }]);
  if (facts === undefined) throw new Error('Expected samples');
  return { tree: buildCallTree(tree, frames.frames, facts.event), facts };
}

const sample = (...outermostFirst: string[]): string =>
  `app 1/1 [000] 1.0: 1 cpu-clock: \n${outermostFirst
    .toReversed()
    .map((name) => `\t 1 ${name} (/bin/app)\n`)
    .join('')}\n`;

const part = (page: string, from: string, to: string): string =>
  page.slice(page.indexOf(from) + from.length, page.indexOf(to, page.indexOf(from)));

describe('the page', () => {
  it('holds hostile names as text that cannot end its script', async () => {
    const name = '</script><img src=x onerror=alert(1)>\u2028<!--';
    const { tree, facts } = parse(sample('main', name));
    const page = await buildPage(tree, facts, { title: '<b>"&', subtitle: "it's" });
    const json = part(page, 'type="application/json">', '</script>');
    expect(json).not.toMatch(/[<>\u2028]/);
    expect(JSON.parse(json).names).toContain('</script><img src=x onerror=alert(1)>?<!--');
    expect(page).toContain('<title>&#60;b&#62;&#34;&#38;</title>');
    expect(page).toContain('it&#39;s');
  });

  it('allows by its policy exactly the style and the script that stand in it', async () => {
    const { tree, facts } = parse(sample('main'));
    const page = await buildPage(tree, facts, { title: 't', subtitle: 's' });
    const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
    const policy = part(page, 'Content-Security-Policy" content="', '">');
    expect(policy).toContain(`script-src ${hash(part(page, '\n<script>', '</script>'))};`);
    expect(policy).toContain(`style-src ${hash(part(page, '<style>', '</style>'))};`);
    expect(page).not.toMatch(/(?:src|href)="(?!data:)/);
  });
});

describe('small stacks', () => {
  it('are folded into one for each parent, and no sample is lost', () => {
    const many = Array.from({ length: 9_990 }, () => sample('main', 'hot')).join('');
    const few = Array.from({ length: 10 }, (_, at) => sample('main', `rare${at}`, `deep${at}`)).join('');
    const { tree } = parse(many + few);
    const small = shrinkTree(tree, tree.samples, 0.001, 50_000);
    const names = small.frame.map((frame) => tree.frames[frame]?.name ?? 'small');
    expect(names).toEqual(['app', 'main', 'hot', 'small']);
    expect(small.depth).toEqual([0, 1, 2, 2]);
    expect(small.samples).toEqual([0, 0, 9_990, 10]);
  });

  it('are more when there are more stacks than the page can hold', () => {
    const { tree } = parse(Array.from({ length: 600 }, (_, at) => sample('main', `f${at}`)).join(''));
    const small = shrinkTree(tree, tree.samples, 0.001, 100);
    expect(small.frame.length).toBeLessThanOrEqual(100);
    expect(small.smallShare).toBe(0.002);
    expect(small.samples.reduce((sum, count) => sum + count, 0)).toBe(600);
  });

  it('are measured by what is busy, so that an idle machine still shows its work', () => {
    const idle = Array.from(
      { length: 5_000 },
      () => 'swapper 0/0 [000] 1.0: 1 cpu-clock: \n\t 1 idle (o)\n\n',
    );
    const { tree } = parse(idle.join('') + sample('main', 'work'));
    const small = shrinkTree(tree, tree.samples, 0.001, 50_000);
    expect(small.frame.map((frame) => tree.frames[frame]?.name)).toContain('work');
  });
});
