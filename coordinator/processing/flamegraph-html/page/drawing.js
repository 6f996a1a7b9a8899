// Puts a view on the canvas. Only what is in the window and at least 0.4 pixels wide is drawn.

export const rowHeight = 19;
const font = '12px ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace';
const families = {
  user: [16, 36, 78],
  kernel: [205, 28, 68],
  inlined: [88, 44, 48],
  comm: [255, 50, 30],
  node: [165, 30, 30],
};

/** A colour from the name alone; hue and strength of its kind tell user, kernel, inlined, and no symbol. */
function colourOf(name, kind, isDark) {
  let hash = 7;
  for (const character of name) hash = Math.imul(hash ^ character.codePointAt(0), 0x01000193) >>> 0;
  const spin = (hash % 1000) / 1000;
  const shade = ((hash >>> 10) % 1000) / 1000;
  const [hue, width, strength] = families[kind] ?? [220, 10, 9];
  const light = isDark ? 30 + shade * 9 : 70 + shade * 10;
  return `hsl(${hue + spin * width} ${isDark ? strength * 0.72 : strength}% ${light}%)`;
}

/** Where a stack lies now, in CSS pixels; ancestors of the zoomed one take the whole width. */
export function spanOf(view, at, zoom, width) {
  const scale = width / (view.total[zoom] || 1);
  const left = Math.max(0, (view.start[at] - view.start[zoom]) * scale);
  const right = Math.min(width, (view.start[at] + view.total[at] - view.start[zoom]) * scale);
  return { left, right };
}

/** The upper edge of a row, from the top of the whole graph. */
export function rowTop(view, depth, isFlipped) {
  return (isFlipped ? view.rows - 1 - depth : depth) * rowHeight;
}

/** The stack under a point of the whole graph, or -1. */
export function findStack(view, { zoom, flip }, x, y, width) {
  const row = Math.floor(y / rowHeight);
  const depth = flip ? view.rows - 1 - row : row;
  if (depth < 0 || depth >= view.rows || x < 0 || x >= width) return -1;
  for (let at = 0; at < view.end[zoom]; ) {
    const { left, right } = spanOf(view, at, zoom, width);
    if (x < left || x >= right) at = view.end[at];
    else if (view.depth[at] === depth) return right - left < 0.4 ? -1 : at;
    else at += 1;
  }
  return -1;
}

/** Draws what `scene` says: view, zoom, flip, chosen, marks (or undefined), nameOf, kindOf, isDark. */
export function drawScene(canvas, { width, height, scrollTop, ratio }, scene) {
  const { view, zoom, flip } = scene;
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  canvas.style.height = `${height}px`;
  const pen = canvas.getContext('2d');
  pen.setTransform(ratio, 0, 0, ratio, 0, -scrollTop * ratio);
  pen.font = font;
  pen.textBaseline = 'middle';
  const charWidth = pen.measureText('MMMMMMMMMM').width / 10;
  const top = scrollTop - rowHeight;
  const bottom = scrollTop + height;
  for (let at = 0; at < view.end[zoom]; ) {
    const { left, right } = spanOf(view, at, zoom, width);
    const y = rowTop(view, view.depth[at], flip);
    const isPast = flip ? y < top : y > bottom;
    if (right - left < 0.4 || isPast) {
      at = view.end[at];
      continue;
    }
    if (y >= top && y <= bottom) drawStack(pen, scene, at, { left, y, width: right - left, charWidth });
    at += 1;
  }
  if (scene.chosen >= 0) outlineStack(pen, scene, width);
}

function drawStack(pen, scene, at, { left, y, width, charWidth }) {
  const frame = scene.view.frame[at];
  const name = scene.nameOf(frame);
  const isMatch = scene.marks?.[at] === 1;
  const isQuiet = scene.marks !== undefined && !isMatch;
  pen.globalAlpha = isQuiet ? 0.35 : at < scene.zoom ? 0.6 : 1;
  if (isMatch) pen.fillStyle = scene.isDark ? '#a21caf' : '#f0abfc';
  else pen.fillStyle = colourOf(name, scene.kindOf(frame), scene.isDark);
  pen.fillRect(left, y + 1, Math.max(0.4, width - (width > 3 ? 1 : 0)), rowHeight - 1);
  const room = Math.floor((width - 8) / charWidth);
  if (room >= 2) {
    pen.globalAlpha = isQuiet ? 0.6 : 1;
    pen.fillStyle = textColour(scene);
    pen.fillText(name.length <= room ? name : `${name.slice(0, room - 1)}…`, left + 4, y + rowHeight / 2 + 1);
  }
  pen.globalAlpha = 1;
}

function outlineStack(pen, scene, width) {
  const { view, chosen, zoom, flip } = scene;
  const { left, right } = spanOf(view, chosen, zoom, width);
  if (right < left) return;
  pen.strokeStyle = textColour(scene);
  pen.lineWidth = 2;
  const y = rowTop(view, view.depth[chosen], flip);
  pen.strokeRect(left + 1, y + 2, Math.max(2, right - left - 3), rowHeight - 3);
}

function textColour({ isDark }) {
  return isDark ? '#f2f4f8' : '#14181f';
}
