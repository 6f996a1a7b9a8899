import { describe, expect, it } from 'vitest';
import { addressField, pairsField, pathField, switchField, wholeNumberField, wordField } from './fields.ts';
import { readConfig } from './read-config.ts';

const fields = {
  address: addressField('T_ADDRESS'),
  directory: pathField('T_DIRECTORY'),
  floor: wholeNumberField<undefined>('T_FLOOR', undefined),
  level: wordField('T_LEVEL', ['debug', 'info'], 'info'),
  labels: pairsField('T_LABELS', new Map()),
  watch: switchField('T_WATCH', false),
};
const required = { T_ADDRESS: 'localhost:1', T_DIRECTORY: '/x' };

describe('readConfig', () => {
  it('reads values, fills in fallbacks and freezes the result', () => {
    const result = readConfig(
      { ...required, T_FLOOR: '7', T_LABELS: 'a=b,zone/x=1=2', T_WATCH: '1' },
      fields,
    );
    expect(result).toEqual({
      kind: 'ready',
      config: {
        address: 'localhost:1',
        directory: '/x',
        floor: 7,
        level: 'info',
        labels: new Map([
          ['a', 'b'],
          ['zone/x', '1=2'],
        ]),
        watch: true,
      },
    });
    expect(result.kind === 'ready' && Object.isFrozen(result.config)).toBe(true);
  });

  it('names every fault in one message', () => {
    const result = readConfig({ T_DIRECTORY: 'x', T_FLOOR: '-1', T_LEVEL: 'loud' }, fields);
    expect(result).toEqual({
      kind: 'faulty',
      message:
        'Cannot read the configuration: T_ADDRESS is not set; T_DIRECTORY: "x" is not an absolute path; ' +
        'T_FLOOR: "-1" is not a whole number; T_LEVEL: "loud" is none of debug, info',
    });
  });

  it('takes an empty variable for one that is not set', () => {
    const result = readConfig({ ...required, T_LEVEL: '', T_FLOOR: '' }, fields);
    expect(result.kind === 'ready' && result.config.level).toBe('info');
  });

  it.each(['localhost', ':1', 'host:65536', 'host:1:2', 'a b:1', '::1:80', 'host:'])(
    'refuses the address "%s"',
    (text) => {
      expect(readConfig({ ...required, T_ADDRESS: text }, fields).kind).toBe('faulty');
    },
  );

  it.each(['localhost:0', '127.0.0.1:7444', '[::1]:65535', 'toe.svc:1'])('takes the address "%s"', (text) => {
    expect(readConfig({ ...required, T_ADDRESS: text }, fields).kind).toBe('ready');
  });

  it.each(['a', '=b', 'a=1,a=2', 'a=1,,b=2'])('refuses the pairs "%s"', (text) => {
    expect(readConfig({ ...required, T_LABELS: text }, fields).kind).toBe('faulty');
  });
});
