// Views of the profile: stacks in the order they are drawn, each before what is below it, stack 0 being everything.
// A stack's subtree is the run from it to `end`; `start` and `total` are in the profile's weight. Frame numbers
// beyond the profile's names: `names.length` is everything, the next one the small frames together.

/** The parent of every stack of the profile (-1 for the outermost), and whether it is below the idle thread. */
export function readStacks({ frame, depth, kinds }) {
  const parent = [];
  const idle = [];
  const open = [];
  for (let at = 0; at < frame.length; at += 1) {
    open.length = depth[at];
    const above = open.length > 0 ? open[open.length - 1] : -1;
    parent.push(above);
    idle.push(kinds[frame[at]] === 'idle' || (above >= 0 && idle[above]));
    open.push(at);
  }
  return { parent, idle };
}

/** The view the options ask for: `callers` instead of callees, with or without `idle`. */
export function buildView(profile, stacks, options) {
  const chosen = [];
  for (let at = 0; at < profile.frame.length; at += 1) if (options.idle || !stacks.idle[at]) chosen.push(at);
  const view = options.callers
    ? buildCallers(profile, stacks, chosen)
    : buildCallees(profile, stacks, chosen);
  for (let at = view.frame.length - 1; at > 0; at -= 1)
    view.end[view.parent[at]] = Math.max(view.end[view.parent[at]], view.end[at]);
  placeStacks(view);
  return view;
}

function newView(everything) {
  const view = { frame: [], depth: [], parent: [], start: [], total: [], samples: [], end: [], rows: 1 };
  addStack(view, everything, -1);
  return view;
}

function addStack(view, frame, parent) {
  const at = view.frame.length;
  const depth = parent < 0 ? 0 : view.depth[parent] + 1;
  view.frame.push(frame);
  view.depth.push(depth);
  view.parent.push(parent);
  view.start.push(0);
  view.total.push(0);
  view.samples.push(0);
  view.end.push(at + 1);
  view.rows = Math.max(view.rows, depth + 1);
  return at;
}

/** From the outermost frame in. */
function buildCallees(profile, stacks, chosen) {
  const weights = profile.weights ?? profile.samples;
  const view = newView(profile.names.length);
  const places = new Map([[-1, 0]]);
  for (const from of chosen) {
    const at = addStack(view, profile.frame[from], places.get(stacks.parent[from]));
    places.set(from, at);
    view.total[at] = weights[from];
    view.samples[at] = profile.samples[from];
  }
  for (let at = view.frame.length - 1; at > 0; at -= 1) {
    view.total[view.parent[at]] += view.total[at];
    view.samples[view.parent[at]] += view.samples[at];
  }
  return view;
}

/** From the innermost frame out: who called it, and who called those. */
function buildCallers(profile, stacks, chosen) {
  const weights = profile.weights ?? profile.samples;
  const view = newView(profile.names.length);
  const ends = chosen
    .filter((from) => profile.samples[from] > 0)
    .map((from) => ({ from, weight: weights[from], samples: profile.samples[from] }));
  addUp(view, 0, ends);
  const floor = view.total[0] * profile.smallShare;
  const waiting = groupByFrame(profile, ends, floor, 0);
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const at = addStack(view, next.frame, next.parent);
    addUp(view, at, next.entries);
    if (next.frame > profile.names.length) continue;
    const callers = next.entries.map((entry) => ({ ...entry, from: stacks.parent[entry.from] }));
    waiting.push(...groupByFrame(profile, callers, floor, at));
  }
  return view;
}

function addUp(view, at, entries) {
  for (const entry of entries) {
    view.total[at] += entry.weight;
    view.samples[at] += entry.samples;
  }
}

/** What stands below `parent`, last first: a group a frame by name, those under the floor together at the end. */
function groupByFrame(profile, entries, floor, parent) {
  const groups = Map.groupBy(
    entries.filter((entry) => entry.from >= 0),
    (entry) => profile.frame[entry.from],
  );
  const large = [];
  const small = [];
  for (const [frame, own] of groups) {
    const weight = own.reduce((sum, entry) => sum + entry.weight, 0);
    if (weight >= floor && profile.kinds[frame] !== 'small') large.push({ frame, entries: own, parent });
    else small.push(...own);
  }
  large.sort((left, right) => (profile.names[left.frame] < profile.names[right.frame] ? 1 : -1));
  if (small.length === 0) return large;
  return [{ frame: profile.names.length + 1, entries: small, parent }, ...large];
}

/** Children stand side by side from where their parent starts. */
function placeStacks(view) {
  const next = view.start.slice();
  for (let at = 1; at < view.frame.length; at += 1) {
    const parent = view.parent[at];
    view.start[at] = next[parent];
    next[at] = next[parent];
    next[parent] += view.total[at];
  }
}
