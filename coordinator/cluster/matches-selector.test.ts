import { expect, test } from 'vitest';
import type { LabelRequirement } from './cluster-view.ts';
import { matchesSelector } from './matches-selector.ts';

const labels = { pool: 'blue', zone: 'a', 'example.com/empty': '' };
const pool = (operator: LabelRequirement['operator'], ...values: readonly string[]): LabelRequirement => ({
  key: 'pool',
  operator,
  ...(values.length === 0 ? {} : { values }),
});
const other = (operator: LabelRequirement['operator'], ...values: readonly string[]): LabelRequirement => ({
  ...pool(operator, ...values),
  key: 'team',
});

test.each([
  [{}, true],
  [{ matchLabels: {}, matchExpressions: [] }, true],
  [{ matchLabels: { pool: 'blue' } }, true],
  [{ matchLabels: { pool: 'blue', zone: 'a' } }, true],
  [{ matchLabels: { pool: 'blue', zone: 'b' } }, false],
  [{ matchLabels: { team: '' } }, false],
  [{ matchLabels: { 'example.com/empty': '' } }, true],
  [{ matchLabels: { toString: 'x' } }, false],
  [{ matchExpressions: [pool('In', 'green', 'blue')] }, true],
  [{ matchExpressions: [pool('In', 'green')] }, false],
  [{ matchExpressions: [pool('In')] }, false],
  [{ matchExpressions: [other('In', '')] }, false],
  [{ matchExpressions: [pool('NotIn', 'green')] }, true],
  [{ matchExpressions: [pool('NotIn', 'green', 'blue')] }, false],
  [{ matchExpressions: [other('NotIn', 'x')] }, true],
  [{ matchExpressions: [pool('Exists')] }, true],
  [{ matchExpressions: [other('Exists')] }, false],
  [{ matchExpressions: [{ key: 'example.com/empty', operator: 'Exists' as const }] }, true],
  [{ matchExpressions: [pool('DoesNotExist')] }, false],
  [{ matchExpressions: [other('DoesNotExist')] }, true],
  [{ matchLabels: { pool: 'blue' }, matchExpressions: [other('DoesNotExist'), pool('Exists')] }, true],
  [{ matchLabels: { pool: 'blue' }, matchExpressions: [other('DoesNotExist'), pool('In', 'red')] }, false],
])('a selector %j decides %s', (selector, expected) => {
  expect(matchesSelector(selector, labels)).toBe(expected);
});
