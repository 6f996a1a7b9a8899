import { expect, test } from 'vitest';
import { removeDocument, setStop } from './edit-document.ts';

const file = `# of the night
apiVersion: v1
spec:
  tool: {args: [a, "99"]} # why
  # the end
---
# the second
spec: {stop: false}
---
spec:
  stop: true # already
`;

test('a stop is added to one document and all comments stay', () => {
  expect(setStop(file, 0)).toBe(file.replace('  # the end\n', '  stop: true\n  # the end\n'));
});

test('a stop takes the place of stop: false', () => {
  expect(setStop(file, 1)).toBe(file.replace('stop: false', 'stop: true'));
});

test('a file that asks to stop already stays as it is', () => {
  expect(setStop(file, 2)).toBe(file);
});

test('a document is removed and the others stay', () => {
  expect(removeDocument(file, 1)).toBe(file.replace('# the second\nspec: {stop: false}\n---\n', ''));
});

test('without the last document nothing is left', () => {
  expect(removeDocument('a: 1\n---\n# nothing\n', 0)).toBeUndefined();
});
