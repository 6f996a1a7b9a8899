import { expect, it } from 'vitest';
import {
  findVersionFault,
  isEmptyRange,
  isInRange,
  parseVersionRange,
  readVersionNumber,
} from './version-range.ts';

it.each([
  ['>=5.15', '5.15', true],
  ['>=5.15', '5.15.0', true],
  ['>=5.15', '5.14.999', false],
  ['>=5.15', '6.1.170', true],
  ['>5.15', '5.15', false],
  ['>5.15', '5.15.1', true],
  ['>=5.15 <7', '6.99', true],
  ['>=5.15 <7', '7.0', false],
  ['<=7', '7.0.0.0', true],
  ['<=7', '7.0.1', false],
  ['=6.1', '6.1.0', true],
  ['=6.1', '6.10', false],
  ['>=6.9', '6.10', true],
  ['<6.9', '6.10', false],
])('within %s, %s: %s', (range, version, expected) => {
  expect(isInRange(version, parseVersionRange(range) ?? [])).toBe(expected);
});

it.each([
  '',
  '5.15',
  '>= 5.15',
  '>=5.15,<7',
  '>=5.15  <7',
  '>=5.15 <7 ',
  '~5',
  '>=v5',
  '>=5.15-rc1',
  '>=1.2.3.4.5',
  '>=9999999',
])('"%s" is no range', (text) => {
  expect(parseVersionRange(text)).toBeUndefined();
});

it.each([
  ['>7 <5', true],
  ['>=7 <7', true],
  ['>7 <=7', true],
  ['=7 >7', true],
  ['=7 =8', true],
  ['>=7 <=7', false],
  ['=7 =7.0', false],
  ['>=5.15 <7', false],
  ['>=5 >=6', false],
  ['<5 <6', false],
])('no version is within %s: %s', (range, expected) => {
  expect(isEmptyRange(parseVersionRange(range) ?? [])).toBe(expected);
});

it.each([
  ['perf version 6.1.170', '6.1.170'],
  ['perf version 6.8.12-300.fc40', '6.8.12'],
  ['tcpdump version 4.99.3', '4.99.3'],
  ['sysstat version 12.6.1', '12.6.1'],
  ['v1.2', '1.2'],
  ['perf version 6.17.rc3.g1b237f190eb3', '6.17'],
  ['no version', undefined],
  ['build 7', undefined],
  ['', undefined],
])('the version of "%s" is %s', (text, version) => {
  expect(readVersionNumber(text)).toBe(version);
});

it.each([
  ['perf version 6.1.170', ''],
  ['perf version 6.1.170', '>=6.1 <7'],
  ['', ''],
])('what says "%s" may run by "%s"', (said, range) => {
  expect(findVersionFault(said, range)).toBeUndefined();
});

it.each([
  ['perf version 6.1.170', '>=7', '6.1.170 is not within ">=7": install one that is'],
  ['', '>=7', 'cannot be told, and has to be within ">=7": install one that is'],
  ['perf version 6.1.170', 'new', 'cannot be held to "new": that is no range'],
])('what says "%s" may not run by "%s"', (said, range, fault) => {
  expect(findVersionFault(said, range)).toContain(fault);
});
