import { describe, expect, it } from 'vitest';
import { decideStamp, type StampDecision } from './decide-stamp.ts';

const capture = { tool: { name: 'perf', duration: '30s' }, targets: { allNodes: true } };
const template = { ...capture, schedule: '@hourly' };
const stampOfAlice = { 'toe.run/requested-by': 'alice', 'toe.run/stamp': 'v1:known:a' };
const stampOfBob = { 'toe.run/requested-by': 'bob', 'toe.run/stamp': 'v1:known:b' };
const own = 'system:serviceaccount:toe-system:toe-coordinator';

function object(spec: object, annotations?: object): object {
  return { metadata: annotations === undefined ? {} : { annotations }, spec };
}

function decide(written: object, before?: object, username = 'bob'): StampDecision {
  return decideStamp({ object: written, oldObject: before, username, ownUsername: own });
}

describe('a creation', () => {
  it.each([
    ['without annotations', object(capture)],
    ['with a stamp that somebody brings along', object(capture, stampOfAlice)],
    ['of a template', object(template)],
    ['of no form at all', { metadata: null }],
  ])('%s is stamped for whoever creates', (_, written) => {
    expect(decide(written)).toEqual({ kind: 'stamp' });
  });

  it('by the coordinator keeps the stamp that it brings along, if it fits', () => {
    expect(decide(object(capture, stampOfAlice), undefined, own)).toEqual({ kind: 'verify' });
  });

  it('by the coordinator without a stamp is like any other', () => {
    expect(decide(object(capture), undefined, own)).toEqual({ kind: 'stamp' });
  });
});

describe('an update', () => {
  it.each([
    ['a stop', capture, { ...capture, stop: true }],
    ['another retention', capture, { ...capture, output: { retention: '1d' } }],
    ['another life', capture, { ...capture, ttlSecondsAfterFinished: 1 }],
    ['nothing in the spec', capture, capture],
    ['filled in defaults', capture, { ...capture, stop: false, start: { leadTime: '3s' } }],
    ['an edit of a capture, which the CRD refuses', capture, { ...capture, reason: 'x' }],
    ['a suspension', template, { ...template, suspend: true }],
    ['a template made of a capture, which the CRD refuses', capture, template],
  ])('of %s keeps the stamp', (_, before, after) => {
    expect(decide(object(after, stampOfAlice), object(before, stampOfAlice))).toEqual({ kind: 'keep' });
  });

  it.each([
    ['an edit of a template', template, { ...template, reason: 'x' }],
    ['another schedule', template, { ...template, schedule: '@daily' }],
    ['a resumption', { ...template, suspend: true }, template],
    ['a resumption by the default', { ...template, suspend: true }, { ...template, suspend: false }],
  ])('of %s is stamped for whoever updates', (_, before, after) => {
    expect(decide(object(after, stampOfAlice), object(before, stampOfAlice))).toEqual({ kind: 'stamp' });
  });

  it('that leaves the annotations out, as kubectl replace does, keeps them', () => {
    expect(decide(object(capture), object(capture, stampOfAlice))).toEqual({ kind: 'keep' });
  });

  it('that finds its own stamp, asked again after another webhook, stamps again', () => {
    const after = object({ ...template, reason: 'x' }, stampOfBob);
    expect(decide(after, object(template, stampOfAlice))).toEqual({ kind: 'stamp' });
  });

  it.each([
    ['a stop', { ...capture, stop: true }, capture],
    ['an edit', { ...template, reason: 'x' }, template],
  ])('of %s that names another requester is refused', (_, after, before) => {
    const forged = { ...stampOfAlice, 'toe.run/requested-by': 'carol' };
    expect(decide(object(after, forged), object(before, stampOfAlice))).toEqual({
      kind: 'refused',
      faults: [
        'metadata.annotations["toe.run/requested-by"]: is written by the coordinator alone: leave it as it was',
      ],
    });
  });

  it('that brings a stamp to an object without one is refused', () => {
    expect(decide(object(capture, stampOfBob), object(capture)).kind).toBe('refused');
  });

  it('of a template by the coordinator for somebody keeps the stamp that it brings along, if it fits', () => {
    const after = object({ ...template, reason: 'x' }, stampOfBob);
    expect(decide(after, object(template, stampOfAlice), own)).toEqual({ kind: 'verify' });
  });

  it('of a capture by the coordinator cannot change the stamp', () => {
    const after = object({ ...capture, stop: true }, stampOfBob);
    expect(decide(after, object(capture, stampOfAlice), own).kind).toBe('refused');
  });
});
