import type { Static } from 'typebox';
import { bytesText, closed, closedDefaulted, durationText, list, name, word } from './schema.ts';

/** `spec` of a PowerToolProcessing: what becomes of the artifacts of a completed capture. */
export const powerToolProcessingSpecSchema = closed('Turns artifacts into results.', {
  source: closed('Which captures.', { tool: name('The tool.') }),
  steps: list(
    closed('One processor.', {
      name: name('Name of the step.'),
      processor: word('Which processor.', ['flamegraph'] as const),
    }),
    'In order.',
    16,
  ),
  resources: closedDefaulted('Limits of the child process that runs the steps.', {
    limits: closedDefaulted('An amount of each resource.', { memory: bytesText('Heap.', '1Gi') }),
  }),
  timeout: durationText('Of all steps together.', '10m'),
});

export type PowerToolProcessingSpec = Static<typeof powerToolProcessingSpecSchema>;
