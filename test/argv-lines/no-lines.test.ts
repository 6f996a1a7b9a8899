import { describe, expect, it } from 'vitest';
import { checkArguments } from '../../shared/arguments/check-arguments.ts';
import { makeRequest } from '../../shared/arguments/test-lines.ts';
import { countReads } from './counted-list.ts';

const good = ['record', '-a', '-g'];

/** Text and no text alike. */
class Chameleon {
  toString(): string {
    return '-a';
  }
  [Symbol.toPrimitive](): string {
    return '-a';
  }
}

class ListOfItsOwn extends Array<string> {
  override *[Symbol.iterator](): ArrayIterator<string> {
    yield '--exec-path=/x';
  }
}

const revoked = Proxy.revocable([...good], {});
revoked.revoke();

describe('a list that is none', () => {
  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['a text', 'record -a'],
    ['a number', 3],
    ['a function', () => good],
    ['an object with a length', { 0: 'record', 1: '-a', length: 2 }],
    ['an object with toString', { toString: () => 'record -a' }],
    ['a set', new Set(good)],
    ['an iterator', good.values()],
    ['bytes', new TextEncoder().encode('record')],
    ['a JSON text', JSON.stringify(good)],
    ['an object whose prototype is a list', Object.create(good)],
    ['a list that was taken back', revoked.proxy],
  ])('%s is refused', (_what, args) => {
    expect(checkArguments(makeRequest('perf', args))).toMatchObject({ kind: 'refused', rule: 'shape' });
    expect(checkArguments({ ...makeRequest('perf', good), lockedArgs: args as never })).toMatchObject({
      kind: 'refused',
      rule: 'shape',
      position: 0,
    });
  });

  it.each<[string, unknown]>([
    ['an object with toString', new Chameleon()],
    ['an object that wraps a text', Object('-a')],
    ['a list', ['-a']],
    ['a number', 1],
    ['a big number', 1n],
    ['true', true],
    ['null', null],
    ['undefined', undefined],
    ['a symbol', Symbol('-a')],
    ['a function', () => '-a'],
    ['an empty text', ''],
    ['a text of 1,025 characters', `-${'a'.repeat(1_024)}`],
    ['a text of 10 MB', 'a'.repeat(10_000_000)],
    ['a text that is 10 MB of blanks', ' '.repeat(10_000_000)],
    ['a line end', '-a\n'],
    ['a carriage return', '-a\r'],
    ['a NUL', '-a\0'],
    ['an escape', '\u001b[2J'],
    ['a DEL', '-a\u007f'],
    ['a C1 control', '-a\u0085'],
    ['a no-break space', '-a\u00a0'],
    ['a zero width joiner', '-a\u200d'],
    ['a byte order mark', '\ufeff-a'],
    ['a right-to-left override', '\u202e-a'],
    ['a hyphen that looks like a dash', '\u2010a'],
    ['a minus', '\u2212a'],
    ['a fullwidth dash', '\uff0da'],
    ['a letter that looks like an a', '-\u0430'],
    ['a combining mark', '-a\u0301'],
    ['an emoji', '\u{1f4a3}'],
    ['a lone surrogate', '-\ud800'],
    ['a lone low surrogate', '\udc00-a'],
  ])('a list that holds %s is refused where it stands', (_what, token) => {
    const refusal = { kind: 'refused', rule: 'shape', position: 3 };
    const verdict = checkArguments(makeRequest('perf', ['record', '-g', token, '-a']));
    expect(verdict).toMatchObject(refusal);
    expect(verdict).toHaveProperty('message', expect.stringMatching(/^[\x20-\x7e]{1,400}$/));
  });

  it('a list with a hole is refused', () => {
    const sparse: string[] = [...good];
    sparse[5] = '-i';
    expect(checkArguments(makeRequest('perf', sparse))).toMatchObject({ rule: 'shape', position: 4 });
  });

  it('a list with a length and nothing in it is refused', () => {
    const empty: string[] = [];
    empty.length = 3;
    expect(checkArguments(makeRequest('perf', empty))).toMatchObject({ rule: 'shape', position: 1 });
    empty.length = 4_294_967_295;
    expect(checkArguments(makeRequest('perf', empty))).toMatchObject({ rule: 'shape', position: 0 });
  });
});

describe('the work for a list is bounded', () => {
  it('of 65 arguments nothing but the length is read', () => {
    const { list, reads } = countReads(Array.from({ length: 65 }, () => 'a'.repeat(1_024)));
    expect(checkArguments(makeRequest('perf', list))).toMatchObject({ rule: 'shape', position: 0 });
    expect([...reads]).toEqual([['length', 1]]);
  });

  it('of 10 MB in ten thousand arguments nothing but the length is read', () => {
    const { list, reads } = countReads(Array.from({ length: 10_000 }, () => 'a'.repeat(1_000)));
    expect(checkArguments(makeRequest('perf', list))).toMatchObject({ rule: 'shape', position: 0 });
    expect([...reads]).toEqual([['length', 1]]);
  });

  it('nothing after the first argument that has no form is read', () => {
    const { list, reads } = countReads(['record', 'a'.repeat(1_025), '-a', '-g']);
    expect(checkArguments(makeRequest('perf', list))).toMatchObject({ rule: 'shape', position: 2 });
    expect([...reads.keys()]).toEqual(['length', '0', '1']);
  });

  it('every argument is read once, so that what was checked is what is used', () => {
    const { list, reads } = countReads(good, (property, value, before) =>
      property === '1' && before > 0 ? '--exec-path=/x' : value,
    );
    expect(checkArguments(makeRequest('perf', list))).toMatchObject({
      kind: 'allowed',
      canonicalArgs: ['record', '-F', '99', '-a', '-g'].toSpliced(1, 2),
    });
    expect([...reads]).toEqual([
      ['length', 1],
      ['0', 1],
      ['1', 1],
      ['2', 1],
    ]);
  });

  it('a list that grows while it is read is read as long as it was', () => {
    const { list } = countReads(good, (property, value, before) =>
      property === 'length' ? good.length + before : (value ?? '-i'),
    );
    expect(checkArguments(makeRequest('perf', list))).toMatchObject({
      kind: 'allowed',
      canonicalArgs: ['record', '-a', '-g'],
    });
  });

  it('a list whose iterator says something else is read by its places', () => {
    const list = ListOfItsOwn.from(good);
    expect(checkArguments(makeRequest('perf', list))).toMatchObject({
      kind: 'allowed',
      canonicalArgs: ['record', '-a', '-g'],
    });
  });

  it.each<[string, unknown]>([
    ['a length that is no number', 'x'],
    ['a length that is none', undefined],
    ['a negative length', -1],
    ['a broken length', 1.5],
    ['a length that is not a number', Number.NaN],
    ['a length without end', Number.POSITIVE_INFINITY],
    ['a length that is a list', [3]],
  ])('a list with %s is refused', (_what, length) => {
    const { list } = countReads(good, (property, value) => (property === 'length' ? length : value));
    expect(checkArguments(makeRequest('perf', list))).toMatchObject({ kind: 'refused', rule: 'shape' });
  });

  it('a list that throws when it is read is refused', () => {
    const { list } = countReads(good, (property) => {
      throw new Error(`Cannot read ${String(property)}`);
    });
    expect(checkArguments(makeRequest('perf', list))).toMatchObject({ kind: 'refused', rule: 'shape' });
    expect(checkArguments(makeRequest('perf', good, list))).toMatchObject({ kind: 'refused', rule: 'shape' });
  });
});

describe('a tool that is none', () => {
  it.each<[string, unknown]>([
    ['a path', '/usr/bin/perf'],
    ['a relative path', './perf'],
    ['another case', 'Perf'],
    ['a blank after it', 'perf '],
    ['a line end after it', 'perf\n'],
    ['a NUL after it', 'perf\0'],
    ['a look-alike', 'p\u0435rf'],
    ['a fullwidth name', '\uff50\uff45\uff52\uff46'],
    ['a name of the prototype', '__proto__'],
    ['another name of the prototype', 'constructor'],
    ['a shell', 'bash'],
    ['nothing', ''],
    ['a list of its name', ['perf']],
    ['an object with toString', { toString: () => 'perf' }],
    ['an object that wraps its name', Object('perf')],
    ['a text of 10 MB', 'perf'.repeat(2_500_000)],
    ['undefined', undefined],
  ])('%s is refused', (_what, tool) => {
    const verdict = checkArguments(makeRequest(tool, good));
    expect(verdict).toMatchObject({ kind: 'refused', rule: 'tool', position: 0 });
    expect(verdict).toHaveProperty('message', expect.stringMatching(/^[\x20-\x7e]{1,500}$/));
  });
});
