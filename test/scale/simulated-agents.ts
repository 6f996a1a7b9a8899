import { readFile } from 'node:fs/promises';
import tls from 'node:tls';
import { createLog } from '../../shared/log.ts';
import { makeSimulatedAgent, type SimulatedAgent } from './simulated-agent.ts';
import { writeSimulatedFile } from './simulated-file.ts';
import type { SimulatorPlan, SimulatorQuestion } from './simulator-protocol.ts';
import { Tally } from './tally.ts';

/**
 * A process of simulated agents, forked with the path of its plan. It answers each question with a report and ends with
 * its parent.
 */
// As agent/main.ts has it.
tls.DEFAULT_ECDH_CURVE = 'X25519';
process.once('disconnect', () => process.exit(0));

const [planPath = ''] = process.argv.slice(2);
const plan: SimulatorPlan = JSON.parse(await readFile(planPath, 'utf8'));
const log = createLog('simulated-agents', 'warn');
const tally = new Tally();
const file = await writeSimulatedFile(`${planPath}.file`, plan.behaviour.fileBytes);
const agents: SimulatedAgent[] = [];
for (const node of plan.agents) {
  const agent = await makeSimulatedAgent(node, { plan, file, tally, log });
  agents.push(agent);
  void agent.part(new AbortController().signal);
}
process.on('message', ({ isReset }: SimulatorQuestion) => {
  process.send?.(tally.read(agents.filter((agent) => agent.isConnected()).length));
  if (isReset) tally.reset();
});
