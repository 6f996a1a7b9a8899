// The lines of the header: what was profiled, and how far it can be believed.
import { count, percent, seconds } from './words.js';

/** One line: samples, length, nodes, threads, unit. */
export function describeProfile(facts) {
  const nodes = facts.nodes.join(', ') + (facts.nodeCount > facts.nodes.length ? ', …' : '');
  const widths = { samples: 'samples', nanoseconds: 'CPU time', counts: facts.event };
  return [
    `${count(facts.samples)} samples of ${facts.event}${facts.hz ? ` at ${facts.hz} Hz` : ''}`,
    `${seconds(facts.durationSeconds)} long`,
    `${facts.nodeCount === 1 ? 'node' : `${facts.nodeCount} nodes:`} ${nodes}`,
    `${count(facts.threads)} threads`,
    `width is ${widths[facts.unit]}`,
  ].join(' · ');
}

/** Each fact about quality, with whether it is a reason for doubt. */
export function describeQuality(facts, smallShare, isIdleHidden) {
  const lost = facts.lostSamples;
  const idle = `idle ${percent(facts.idleShare)}${facts.idleShare > 0 && isIdleHidden ? ' (hidden)' : ''}`;
  return [
    { text: lost === undefined ? 'lost: not reported' : `lost ${count(lost)}`, isDoubt: lost > 0 },
    { text: `without symbol ${percent(facts.unresolvedShare)}`, isDoubt: facts.unresolvedShare > 0.1 },
    {
      text: `without stack ${percent(facts.withoutFramesShare)}`,
      isDoubt: facts.withoutFramesShare > 0.02,
    },
    { text: idle, isDoubt: false },
    ...[
      [facts.brokenInputs, 'inputs broken off'],
      [facts.cutSamples, 'stacks cut'],
      [facts.badLines, 'lines not understood'],
      [facts.otherEventSamples, 'samples of other events not shown'],
    ]
      .filter(([number]) => number > 0)
      .map(([number, words]) => ({ text: `${count(number)} ${words}`, isDoubt: true })),
    { text: `frames under ${percent(smallShare)} folded`, isDoubt: false },
  ];
}
