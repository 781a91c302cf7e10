import { describe, expect, it } from 'vitest';
import type { Scenario, Step } from '../../src/lab/data';
import { command, fragment, meant, says, title } from '../../src/lab/step';

const step = (text: string, holds = true): Step => ({ text, happened: '', holds, tables: [], frames: [], ram: '' });
const scenario = (name: string): Scenario => ({
  name,
  summary: '',
  machine: { pageSize: 100, pages: 10, frames: 100 },
  steps: [step('read 0')],
  holds: true,
});

describe('a step', () => {
  it('that only says something is told without the command', () => {
    expect(says(step('say Two tables.'))).toBe(true);
    expect(title(step('say Two tables.'))).toBe('Two tables.');
    expect(says(step('saying 1'))).toBe(false);
    expect(title(step('read 0'))).toBe('read 0');
  });

  it('is ticked if it is an expectation that holds', () => {
    expect(command(step('expect rss 3'))).toBe('✓ expect rss 3');
    expect(command(step('in child in thread expect rss 3'))).toBe('✓ in child in thread expect rss 3');
    expect(command(step('expect rss 3', false))).toBe('expect rss 3');
    expect(command(step('in child write 850 2'))).toBe('in child write 850 2');
  });
});

describe('what stands behind the # of the address', () => {
  const all = [scenario('fork'), scenario('a/b #1 ü'), scenario('100%')];

  it('leads back to the same step', () => {
    all.forEach((each, at) => expect(meant(fragment(each, 6), all)).toEqual({ scenario: at, step: 6 }));
  });

  it('is counted from 1', () => {
    expect(fragment(scenario('fork'), 0)).toBe('#fork/1');
    expect(meant('#fork/3', all)).toEqual({ scenario: 0, step: 2 });
  });

  it.each(['', '#', '#nobody/7', '#%', '#%ff/2', '#/3'])('means the beginning where it names nothing: %s', (hash) => {
    expect(meant(hash, all)).toEqual({ scenario: 0, step: 0 });
  });

  it.each(['#fork', '#fork/', '#fork/x', '#fork/0'])('means the first step where it has no number: %s', (hash) => {
    expect(meant(hash, all)).toEqual({ scenario: 0, step: 0 });
  });
});
