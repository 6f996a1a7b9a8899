import { describe, expect, it } from 'vitest';
import { endings } from '../../shared/domain/outcome.ts';
import { anArtifact, anOutcome, aReceipt } from '../../test/builders/outcome.ts';
import { judgeNode, type NodeEvidence } from './node-state.ts';

const outputs = [{ name: 'profile', path: 'perf.data', mediaType: 'x/y', required: true }];
const evidence = (changes: Partial<NodeEvidence> = {}): NodeEvidence => ({
  prepareSent: true,
  alive: true,
  commandState: undefined,
  outcome: undefined,
  receipts: new Map(),
  outputs,
  keepsFiles: false,
  overdue: false,
  leftOut: 'no',
  earlierOutcomes: [],
  ...changes,
});
const delivered = new Map([['profile', aReceipt()]]);

describe('judgeNode', () => {
  it('is verified only when every sealed byte has its receipt', () => {
    expect(judgeNode(evidence({ outcome: anOutcome() })).state).toBe('uploading');
    expect(judgeNode(evidence({ outcome: anOutcome(), receipts: delivered })).state).toBe('verified');
  });

  it('is verified without a receipt where the files were to stay on the node, and says so', () => {
    const kept = { outcome: anOutcome(), keepsFiles: true };
    const message = 'Kept on the node: perf.data';
    expect(judgeNode(evidence(kept))).toEqual({ state: 'verified', reason: 'KeptOnNode', message });
    expect(judgeNode(evidence({ ...kept, overdue: true })).state).toBe('verified');
    const fetched = judgeNode(evidence({ ...kept, receipts: delivered }));
    expect(fetched).toEqual({ state: 'verified', reason: '', message: '' });
  });

  it.each([
    ['a failed tool', anOutcome({ ending: 'failed', reason: 'ToolFailed' }), 'ToolFailed'],
    ['no sealed file', anOutcome({ artifacts: [] }), 'OutputIncomplete'],
    ['a partial file', anOutcome({ artifacts: [anArtifact({ complete: false })] }), 'OutputIncomplete'],
  ])('never takes %s for a success because it is kept', (_title, outcome, reason) => {
    expect(judgeNode(evidence({ outcome, keepsFiles: true }))).toMatchObject({ state: 'failed', reason });
  });

  it('waits for no file of an earlier attempt that stays on its node', () => {
    const earlierOutcomes = [{ artifacts: [anArtifact()], receipts: new Map() }];
    const ended = { outcome: anOutcome(), receipts: delivered, earlierOutcomes };
    expect(judgeNode(evidence(ended)).state).toBe('uploading');
    expect(judgeNode(evidence({ ...ended, keepsFiles: true })).state).toBe('verified');
  });

  it.each([
    ['another digest', aReceipt({ sha256: 'b'.repeat(64) })],
    ['another size', aReceipt({ sizeBytes: 999 })],
  ])('does not take a receipt of %s', (_name, receipt) => {
    const judged = judgeNode(evidence({ outcome: anOutcome(), receipts: new Map([['profile', receipt]]) }));
    expect(judged.state).toBe('uploading');
  });

  it('never calls an ending other than succeeded or stoppedEarly a success', () => {
    for (const ending of endings) {
      const { state } = judgeNode(evidence({ outcome: anOutcome({ ending }), receipts: delivered }));
      expect([ending, state === 'verified']).toEqual([
        ending,
        ending === 'succeeded' || ending === 'stoppedEarly',
      ]);
    }
  });

  it('does not believe an agent that claims success without a required output', () => {
    const outcome = anOutcome({ artifacts: [] });
    expect(judgeNode(evidence({ outcome, receipts: delivered }))).toMatchObject({
      state: 'failed',
      reason: 'OutputIncomplete',
      message: 'Output "profile" is missing',
    });
  });

  it('does not believe an agent that claims success with a partial required output', () => {
    const outcome = anOutcome({
      artifacts: [anArtifact({ complete: false, problem: 'data section is empty' })],
    });
    expect(judgeNode(evidence({ outcome, receipts: delivered })).state).toBe('failed');
  });

  it.each([
    ['failed', 'ToolFailed'],
    ['overhead', 'OverheadLimit'],
    ['outputLimit', 'OutputLimit'],
  ] as const)('waits for the files of a tool that ended as %s, then calls it failed', (ending, reason) => {
    const outcome = anOutcome({ ending, reason });
    expect(judgeNode(evidence({ outcome })).state).toBe('uploading');
    expect(judgeNode(evidence({ outcome, receipts: delivered }))).toMatchObject({
      state: 'failed',
      reason,
    });
  });

  it('is refused, not cancelled, where it was called off since it was not ready or told in time', () => {
    const stateOf = (reason: string): string =>
      judgeNode(evidence({ outcome: anOutcome({ ending: 'cancelled', reason, artifacts: [] }) })).state;
    expect(stateOf('StopRequested')).toBe('cancelled');
    expect(stateOf('NotPrepared')).toBe('refused');
    expect(stateOf('NoCommit')).toBe('refused');
  });

  it('is lost when its files have not arrived by the deadline', () => {
    expect(judgeNode(evidence({ outcome: anOutcome(), overdue: true }))).toMatchObject({
      state: 'lost',
      reason: 'UploadTimedOut',
    });
  });

  it('is unknown while its agent is away and lost when nothing was heard by the deadline', () => {
    expect(judgeNode(evidence({ alive: false, commandState: 'running' })).state).toBe('unknown');
    expect(judgeNode(evidence({ alive: false, overdue: true })).state).toBe('lost');
  });

  it('ends at once where the start was fixed without the node', () => {
    expect(judgeNode(evidence({ leftOut: 'notPrepared' }))).toMatchObject({
      state: 'refused',
      reason: 'NotPrepared',
    });
    expect(judgeNode(evidence({ leftOut: 'stopped' })).state).toBe('cancelled');
  });

  it.each([
    ['StopRequested', 'cancelled'],
    ['NodeLeaving', 'cancelled'],
    ['NotPrepared', 'refused'],
    ['NoCommit', 'refused'],
    ['AgentStopping', 'refused'],
  ])('stopped before its start because of %s, it is %s', (reason, state) => {
    const outcome = anOutcome({ ending: 'cancelled', reason, artifacts: [] });
    expect(judgeNode(evidence({ outcome, leftOut: 'notPrepared' }))).toMatchObject({ state, reason });
  });

  it.each([
    [undefined, false, 'pending'],
    [undefined, true, 'preparing'],
    ['accepted', true, 'preparing'],
    ['prepared', true, 'prepared'],
    ['running', true, 'running'],
    ['captured', true, 'sealing'],
  ] as const)('shows command state %s (prepare sent: %s) as %s', (commandState, prepareSent, state) => {
    expect(judgeNode(evidence({ commandState, prepareSent })).state).toBe(state);
  });
});
