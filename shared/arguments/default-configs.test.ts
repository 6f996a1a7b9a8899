import { Ajv } from 'ajv';
import { expect, it } from 'vitest';
import { powerToolConfigSpecSchema } from '../kinds/power-tool-config.ts';
import { catalogue } from './baseline/catalogue.ts';
import { defaultConfigs } from './default-configs.ts';

it('every tool of the baseline has one', () => {
  expect([...defaultConfigs.keys()].toSorted()).toEqual([...catalogue.keys()].toSorted());
});

it.each([...defaultConfigs])('that of %s is valid and within its baseline', (tool, spec) => {
  const validate = new Ajv({ strict: false }).compile(powerToolConfigSpecSchema);
  validate(spec);
  expect(validate.errors ?? []).toEqual([]);
  const baseline = catalogue.get(tool);
  expect(spec.subcommands.map(({ name }) => name)).toEqual(baseline?.subcommands.map(({ name }) => name));
  const capabilities = baseline?.subcommands.flatMap((subcommand) => subcommand.capabilities) ?? [];
  expect(capabilities).toEqual(expect.arrayContaining(spec.securityContext.capabilities.add));
  expect(baseline?.environmentNames).toEqual(expect.arrayContaining(Object.keys(spec.environment)));
});
