import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { processRun } from '../../coordinator/processing/process-run.ts';
import { silentLog } from '../../shared/log.ts';

const executablePath = '/usr/bin/chromium';
const browserArguments =
  '--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync';
const recorded = fileURLToPath(new URL('../fixtures/perf/web-load.txt', import.meta.url));
const rowHeight = 19;

let browser: Browser;
let directory: string;
let page: Page;
let complaints: string[];
let requests: string[];

beforeAll(async () => {
  if (!existsSync(executablePath))
    throw new Error(`Cannot open the page: ${executablePath} is missing: apt-get install -y chromium`);
  directory = await mkdtemp(join(tmpdir(), 'flamegraph-'));
  browser = await chromium.launch({ executablePath, args: browserArguments.split(' ') });
});

afterAll(async () => {
  await browser?.close();
  if (directory !== undefined) await rm(directory, { recursive: true });
});

beforeEach(async () => {
  complaints = [];
  requests = [];
  page = await browser.newPage({ viewport: { width: 1_280, height: 800 } });
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => requests.push(request.url()));
});

afterEach(async () => {
  await page.close();
});

/** Makes the page of these perf texts, opens it from its file, and returns its address. */
async function openGraph(texts: Readonly<Record<string, string>>): Promise<string> {
  const outputDirectory = await mkdtemp(join(directory, 'out-'));
  const result = await processRun(
    {
      title: 'perf record -g',
      subtitle: 'a capture',
      inputs: Object.entries(texts).map(([node, path]) => {
        return { node, path, mediaType: 'text/vnd.perf-script', fileName: 'perf-script.txt' };
      }),
      outputDirectory,
      memoryBytes: 1_073_741_824,
      timeoutMs: 60_000,
      steps: [{ name: 'flamegraph', processor: 'flamegraph' }],
    },
    { log: silentLog },
    new AbortController().signal,
  );
  if (result.kind !== 'processed') throw new Error(`Expected a page, got ${JSON.stringify(result)}`);
  const url = pathToFileURL(join(outputDirectory, 'flamegraph', 'flamegraph.html')).href;
  await page.goto(url);
  return url;
}

const textOf = async (id: string): Promise<string> => (await page.locator(`#${id}`).textContent()) ?? '';

/** Looks for the frame by what the tip says along the rows, then moves the pointer there, and returns the place. */
async function hover(name: string): Promise<{ readonly x: number; readonly y: number }> {
  const found: unknown = await page.evaluate(`(() => {
    const canvas = document.getElementById('canvas');
    const tip = document.getElementById('tip');
    const box = canvas.getBoundingClientRect();
    for (let y = box.top + ${rowHeight / 2}; y < box.bottom; y += ${rowHeight})
      for (let x = box.left + 2; x < box.right; x += 4) {
        canvas.dispatchEvent(new PointerEvent('pointermove', { clientX: x, clientY: y }));
        if (!tip.hidden && tip.querySelector('.name').textContent === ${JSON.stringify(name)}) return [x, y];
      }
  })()`);
  const [x, y] = Array.isArray(found) ? found.map(Number) : [];
  if (x === undefined || y === undefined) throw new Error(`Cannot find "${name}" on the page`);
  await page.mouse.move(x, y);
  expect(await page.locator('#tip .name').textContent()).toBe(name);
  expect(await page.locator('#tip').isVisible()).toBe(true);
  return { x, y };
}

/** The share of all that the tip tells of the frame below the pointer. */
async function readShares(): Promise<readonly number[]> {
  const words = (await page.locator('#tip .share').textContent()) ?? '';
  return [...words.matchAll(/([0-9.]+) %/g)].map((match) => Number(match[1]));
}

describe('the page, opened from its file', () => {
  it('loads nothing else and has nothing to complain about', async () => {
    const url = await openGraph({ 'blue-7': recorded });
    await vi.waitFor(async () => expect(await textOf('facts')).toContain('samples of cpu-clock at 99 Hz'));
    expect(await textOf('facts')).toContain('node blue-7');
    expect(await textOf('quality')).toContain('without symbol');
    expect(requests.filter((request) => request !== url && !request.startsWith('data:'))).toEqual([]);
    expect(complaints).toEqual([]);
  });

  it('marks what is searched, tells its share, and lets go at Esc', async () => {
    await openGraph({ 'blue-7': recorded });
    const before = await page.locator('#canvas').screenshot();
    await page.keyboard.press('/');
    await page.keyboard.type('RENDER_page');
    await vi.waitFor(async () => expect(await textOf('matches')).toMatch(/^[0-9.]+ % in [0-9]+ frames$/));
    await vi.waitFor(async () =>
      expect(before.equals(await page.locator('#canvas').screenshot())).toBe(false),
    );
    await page.keyboard.press('Enter');
    expect(await textOf('status')).toMatch(/^render_page — [0-9.]+ % of all, [0-9]+ samples, .* CPU time$/);
    await page.keyboard.press('Escape');
    expect(await textOf('matches')).toBe('');
  });

  it('says when nothing matches', async () => {
    await openGraph({ 'blue-7': recorded });
    await page.locator('#search').fill('no such function');
    expect(await textOf('matches')).toBe('no match');
  });

  it('shows share, samples and time in a tip, and zooms by one click', async () => {
    await openGraph({ 'blue-7': recorded });
    const point = await hover('render_page');
    expect(await page.locator('#tip .amount').textContent()).toMatch(/^[0-9]+ samples, .* of CPU time$/);
    const [whole = 0] = await readShares();
    expect(await page.locator('#reset').isDisabled()).toBe(true);
    await page.mouse.click(point.x, point.y);
    expect(await page.locator('#reset').isDisabled()).toBe(false);
    await hover('hash_block');
    const [ofAll = 0, ofZoom = 0] = await readShares();
    expect(ofAll).toBeLessThanOrEqual(whole);
    expect(ofZoom).toBeGreaterThan(ofAll);
    await page.keyboard.press('Escape');
    expect(await page.locator('#reset').isDisabled()).toBe(true);
  });

  it('moves by arrows and zooms by Enter', async () => {
    await openGraph({ 'blue-7': recorded });
    for (const key of ['ArrowDown', 'ArrowDown', 'ArrowDown']) await page.keyboard.press(key);
    const inner = await textOf('status');
    await page.keyboard.press('Enter');
    expect(await page.locator('#reset').isDisabled()).toBe(false);
    await page.keyboard.press('ArrowUp');
    expect(await textOf('status')).not.toBe(inner);
  });

  it('turns to callers: the innermost frames first, the totals the same', async () => {
    await openGraph({ 'blue-7': recorded });
    await page.locator('#search').fill('burn_cycles');
    const callees = await textOf('matches');
    await page.locator('#callers').click();
    expect(await page.locator('#callers').getAttribute('aria-pressed')).toBe('true');
    await hover('burn_cycles');
    const [share = 0] = await readShares();
    expect(share).toBeCloseTo(Number(/^[0-9.]+/.exec(callees)?.[0]), 1);
    expect(complaints).toEqual([]);
  });
});

describe('the page of several nodes', () => {
  it('has the nodes as its first level', async () => {
    await openGraph({ 'blue-7': recorded, 'blue-8': recorded });
    expect(await textOf('facts')).toContain('2 nodes: blue-7, blue-8');
    await hover('blue-8');
    expect(await readShares()).toEqual([50]);
  });

  it('hides the idle thread until asked', async () => {
    const path = join(directory, 'idle.txt');
    const idle = 'swapper 0/0 [000] 1.0: 5 cpu-clock: \n\t 1 sleep_deep (o)\n\n';
    await writeFile(path, `${idle.repeat(9)}app 1/1 [000] 2.0: 5 cpu-clock: \n\t 1 work (o)\n\n`);
    await openGraph({ 'blue-7': path });
    expect(await textOf('quality')).toContain('idle 90.0 % (hidden)');
    await hover('work');
    expect(await readShares()).toEqual([100]);
    await page.locator('#idle').click();
    await hover('sleep_deep');
    expect(await readShares()).toEqual([90]);
  });
});

describe('a page of 50,000 frames', () => {
  it('searches, zooms and turns to callers in less than a second each', async () => {
    const path = join(directory, 'large.txt');
    const samples = Array.from({ length: 700 }, (_, at) => {
      const frames = Array.from({ length: 71 }, (__, depth) => `\t 1 f${at}_${depth} (o)\n`).join('');
      return `app 1/1 [000] ${at}.0: 5 cpu-clock: \n${frames}\n`;
    });
    await writeFile(path, samples.join(''));
    await openGraph({ 'blue-7': path });
    await page.locator('#search').fill('f');
    await vi.waitFor(async () => expect(await textOf('matches')).toBe('100 % in 49,700 frames'));
    for (const key of ['Enter', 'c', 'f']) {
      const tookMs: unknown = await page.evaluate(`(async () => {
        const from = performance.now();
        document.dispatchEvent(new KeyboardEvent('keydown', { key: '${key}', bubbles: true }));
        await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
        return performance.now() - from;
      })()`);
      expect(tookMs).toBeLessThan(1_000);
    }
    expect(complaints).toEqual([]);
  });
});
