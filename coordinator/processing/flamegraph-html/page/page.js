// Shows the profile that stands in #profile:
//   facts, smallShare, names[], kinds[], objects[]    one entry a name
//   frame[], depth[], samples[], weights[]?           one entry a stack, each before what it calls: its own samples
//                                                     and weight; weights only where they are not the samples
import { drawScene, findStack, rowHeight, rowTop } from './drawing.js';
import { describeProfile, describeQuality } from './facts.js';
import { buildView, readStacks } from './views.js';
import { count, percent, seconds, short } from './words.js';

const profile = JSON.parse(document.getElementById('profile').textContent);
const { facts, names, kinds, objects } = profile;
const stacks = readStacks(profile);
const dark = matchMedia('(prefers-color-scheme: dark)');
const byId = (id) => document.getElementById(id);
const graph = byId('graph');
const canvas = byId('canvas');
const search = byId('search');
const tip = byId('tip');
const toggles = ['callers', 'flip', 'idle'];
const hint = 'Click zooms · / searches · arrows and Enter move and zoom · Esc resets';

// With nothing but idle time, hiding it would leave an empty page.
const state = { callers: false, flip: false, idle: facts.idleShare === 1, zoom: 0, chosen: -1, query: '' };
let view = buildView(profile, stacks, state);
let marks;
let pending = 0;

const nameOf = (frame) => (frame === names.length ? 'all' : (names[frame] ?? '[small frames]'));
const kindOf = (frame) => (frame === names.length ? 'all' : (kinds[frame] ?? 'small'));

/** What a stack stands for beside samples: time, or the event's own count. */
function amountOf(at) {
  if (facts.unit === 'nanoseconds') return `${seconds(view.total[at] / 1e9)} of CPU time`;
  if (facts.nanosecondsPerSample)
    return `${seconds((view.samples[at] * facts.nanosecondsPerSample) / 1e9)} of CPU time`;
  if (facts.unit === 'counts') return `${short(view.total[at])} ${facts.event}`;
  return facts.hz ? `about ${seconds(view.samples[at] / facts.hz)}` : '';
}

function describeStack(at) {
  const frame = view.frame[at];
  const isInZoom = state.zoom > 0 && at >= state.zoom && at < view.end[state.zoom];
  const ofZoom = percent(view.total[at] / (view.total[state.zoom] || 1));
  const small = kindOf(frame) === 'small' ? ` (each under ${percent(profile.smallShare)})` : '';
  return {
    name: nameOf(frame) + small,
    share: `${percent(view.total[at] / (view.total[0] || 1))} of all${isInZoom ? `, ${ofZoom} of what is zoomed` : ''}`,
    amount: [`${count(view.samples[at])} samples`, amountOf(at)].filter(Boolean).join(', '),
    place: objects[frame] ? `in ${objects[frame]}` : '',
  };
}

function showFacts() {
  byId('facts').textContent = describeProfile(facts);
  const words = describeQuality(facts, profile.smallShare, !state.idle).map(({ text, isDoubt }) => {
    const word = document.createElement('span');
    word.textContent = text;
    word.className = isDoubt ? 'doubt' : '';
    return word;
  });
  byId('quality').replaceChildren(...words.flatMap((word, at) => (at === 0 ? [word] : [' · ', word])));
}

function redraw() {
  if (pending !== 0) return;
  pending = requestAnimationFrame(() => {
    pending = 0;
    const { clientWidth: width, clientHeight: height, scrollTop } = graph;
    const place = { width, height, scrollTop, ratio: devicePixelRatio || 1 };
    drawScene(canvas, place, { ...state, view, marks, nameOf, kindOf, isDark: dark.matches });
  });
}

function showStatus() {
  if (state.chosen < 0) {
    byId('status').textContent = hint;
    return;
  }
  const { name, share, amount } = describeStack(state.chosen);
  byId('status').textContent = `${name} — ${share}, ${amount}`;
}

/** Makes a stack the chosen one: outlined, told in the status line, scrolled to. */
function choose(at) {
  state.chosen = at;
  if (at >= 0) {
    const top = rowTop(view, view.depth[at], state.flip);
    if (top < graph.scrollTop) graph.scrollTop = top;
    else if (top + rowHeight > graph.scrollTop + graph.clientHeight)
      graph.scrollTop = top + rowHeight + 2 - graph.clientHeight;
  }
  showStatus();
  redraw();
}

function zoomTo(at) {
  state.zoom = at;
  byId('reset').disabled = at === 0;
  choose(at === 0 ? -1 : at);
}

function rebuild() {
  view = buildView(profile, stacks, state);
  for (const id of toggles) byId(id).setAttribute('aria-pressed', String(state[id]));
  byId('spacer').style.height = `${view.rows * rowHeight + 2}px`;
  showFacts();
  markMatches();
  zoomTo(0);
  graph.scrollTop = state.flip ? graph.scrollHeight : 0;
}

function toggle(id) {
  state[id] = !state[id];
  rebuild();
}

/** Marks the frames whose names hold the query, and says which share of all they cover, none counted twice. */
function markMatches() {
  state.query = search.value.trim().toLowerCase();
  marks = state.query === '' ? undefined : new Uint8Array(view.frame.length);
  const isMatch = names.map((name, at) => kinds[at] !== 'small' && name.toLowerCase().includes(state.query));
  let weight = 0;
  let found = 0;
  let coveredTo = 0;
  for (let at = 1; marks !== undefined && at < view.frame.length; at += 1) {
    if (!isMatch[view.frame[at]]) continue;
    marks[at] = 1;
    found += 1;
    if (at < coveredTo) continue;
    weight += view.total[at];
    coveredTo = view.end[at];
  }
  const share = percent(weight / (view.total[0] || 1));
  const words = found === 0 ? 'no match' : `${share} in ${count(found)} ${found === 1 ? 'frame' : 'frames'}`;
  byId('matches').textContent = marks === undefined ? '' : words;
  redraw();
}

/** The next match after the chosen one, the widest first. */
function chooseNextMatch() {
  const found = [...(marks ?? [])].flatMap((mark, at) => (mark === 1 ? [at] : []));
  found.sort((left, right) => view.total[right] - view.total[left] || left - right);
  const next = found[(found.indexOf(state.chosen) + 1) % found.length];
  if (next === undefined) return;
  if (next < state.zoom || next >= view.end[state.zoom]) zoomTo(0);
  choose(next);
}

/** Moves the chosen stack: out, in (to the widest), or to a neighbour below the same parent. */
function move(key) {
  const at = state.chosen;
  if (at < 0) return choose(state.zoom);
  if (key === (state.flip ? 'ArrowDown' : 'ArrowUp')) return choose(Math.max(0, view.parent[at]));
  const isSideways = key === 'ArrowLeft' || key === 'ArrowRight';
  const parent = isSideways ? view.parent[at] : at;
  const children = [];
  for (let child = parent + 1; child < view.end[parent]; child = view.end[child]) children.push(child);
  const target = isSideways
    ? children[children.indexOf(at) + (key === 'ArrowRight' ? 1 : -1)]
    : children.toSorted((left, right) => view.total[right] - view.total[left])[0];
  if (target !== undefined) choose(target);
}

function findAt(event) {
  const box = canvas.getBoundingClientRect();
  return findStack(
    view,
    state,
    event.clientX - box.left,
    event.clientY - box.top + graph.scrollTop,
    box.width,
  );
}

function showTip(event) {
  const at = findAt(event);
  tip.hidden = at < 0;
  if (at < 0) return;
  const lines = Object.entries(describeStack(at)).map(([part, text]) => {
    const line = document.createElement('span');
    line.textContent = text;
    line.className = part;
    return line;
  });
  tip.replaceChildren(...lines);
  // Measured where it has all the room, since a box near the right edge is squeezed.
  tip.style.left = '0';
  const left = Math.min(event.clientX + 14, innerWidth - tip.offsetWidth - 8);
  const below = event.clientY + 18;
  const top = below + tip.offsetHeight > innerHeight ? event.clientY - tip.offsetHeight - 10 : below;
  tip.style.left = `${Math.max(8, left)}px`;
  tip.style.top = `${Math.max(8, top)}px`;
}

function hideTip() {
  tip.hidden = true;
}

function stepBack() {
  if (search.value === '' || (document.activeElement !== search && state.zoom > 0)) return zoomTo(0);
  search.value = '';
  markMatches();
  graph.focus();
}

/** Whether the key meant something. */
function pressKey({ key, target }) {
  if (key === 'Escape') stepBack();
  else if (target === search) {
    if (key !== 'Enter') return false;
    chooseNextMatch();
  } else if (key === '/') search.focus();
  else if (key === 'Enter' && target.tagName !== 'BUTTON') zoomTo(Math.max(0, state.chosen));
  else if (key.startsWith('Arrow')) move(key);
  else if (key === 'c') toggle('callers');
  else if (key === 'f') toggle('flip');
  else if (key === 'i' && facts.idleShare > 0) toggle('idle');
  else return false;
  return true;
}

canvas.addEventListener('pointermove', showTip);
canvas.addEventListener('pointerleave', hideTip);
canvas.addEventListener('click', (event) => {
  const at = findAt(event);
  if (at >= 0) zoomTo(at);
  hideTip();
});
graph.addEventListener('scroll', () => {
  hideTip();
  redraw();
});
byId('reset').addEventListener('click', () => zoomTo(0));
for (const id of toggles) byId(id).addEventListener('click', () => toggle(id));
search.addEventListener('input', markMatches);
document.addEventListener('keydown', (event) => {
  if (!event.ctrlKey && !event.metaKey && !event.altKey && pressKey(event)) event.preventDefault();
});
dark.addEventListener('change', redraw);
new ResizeObserver(redraw).observe(graph);
byId('idle').hidden = facts.idleShare === 0;
rebuild();
