import { expect, test } from 'vitest';
import { toSelectorText } from './to-selector-text.ts';

test.each([
  [{}, ''],
  [{ matchLabels: { pool: 'blue', 'example.com/zone': '' } }, 'pool=blue,example.com/zone='],
  [
    {
      matchLabels: { app: 'web' },
      matchExpressions: [
        { key: 'a', operator: 'In' as const, values: ['x', 'y'] },
        { key: 'b', operator: 'NotIn' as const, values: ['z'] },
        { key: 'c', operator: 'Exists' as const },
        { key: 'd', operator: 'DoesNotExist' as const },
      ],
    },
    'app=web,a in (x,y),b notin (z),c,!d',
  ],
])('%j is asked for as "%s"', (selector, text) => {
  expect(toSelectorText(selector)).toBe(text);
});
