import { describe, expect, it } from 'vitest';
import { bytes, change, column, grown, hex, integer, percent, visible, changesOf, shareOf } from '../src/format';

const KIB = 1024;
const MIB = 1024 * KIB;
const GIB = 1024 * MIB;

describe('a size', () => {
  it.each([
    [0, '0 B'],
    [1, '1 B'],
    [1023, '1,023 B'],
    [KIB, '1.0 KiB'],
    [99.94 * KIB, '99.9 KiB'],
    [100 * KIB, '100 KiB'],
    [MIB - 1, '1,024 KiB'],
    [MIB, '1.0 MiB'],
    [GIB, '1,024 MiB'],
    [10 * GIB - MIB, '10,239 MiB'],
    [10 * GIB, '10.0 GiB'],
    [5000 * GIB, '5,000 GiB'],
    [-3 * MIB, '-3.0 MiB'],
  ])('%d is %s', (amount, text) => {
    expect(bytes(amount)).toBe(text);
  });

  it('has a sign where it is a change', () => {
    expect([change(2 * KIB), change(0), change(-2 * KIB)]).toEqual(['+2.0 KiB', '0 B', '-2.0 KiB']);
  });
});

describe('a column of sizes', () => {
  it('has one unit, in which the largest has at most four digits', () => {
    const figure = column([9_999 * KIB, 1]);
    expect([figure(9_999 * KIB), figure(512), figure(0)]).toEqual(['9,999 KiB', '0.5 KiB', '0 KiB']);
    expect(column([10_000 * KIB])(10_000 * KIB)).toBe('9.8 MiB');
  });

  it('counts bytes only where none has a KiB', () => {
    expect(column([1023])(1023)).toBe('1,023 B');
    expect(column([1024])(1023)).toBe('1.0 KiB');
  });

  it('goes by the largest of either sign, and stands being empty', () => {
    expect(column([-20_000 * MIB, 5])(MIB)).toBe('0.0 GiB');
    expect(column([])(7)).toBe('7 B');
  });
});

describe('other figures', () => {
  it('groups digits', () => {
    expect(integer(1234567)).toBe('1,234,567');
  });

  it('tells a part, of nothing too', () => {
    expect([percent(1, 3), percent(0, 5), percent(5, 0)]).toEqual(['33.3 %', '0.0 %', '0.0 %']);
  });

  it('writes addresses that no number holds exactly', () => {
    expect(hex(0x7fff_0000)).toBe('0x7fff0000');
    expect(hex(0xffff_ffff_ff60_0001n)).toBe('0xffffffffff600001');
  });

  it.each([
    [0, 0, 'not there before or after'],
    [0, 5, 'not there before'],
    [5, 0, 'not there any more'],
    [5, 5, 'as much as before'],
    [100, 150, '50.0 % more than before'],
    [100, 25, '75.0 % less than before'],
  ])('tells growth from %d to %d', (before, after, words) => {
    expect(grown(before, after)).toBe(words);
  });

  it('tells a change in per cent of all growth, or of all that shrank', () => {
    const all = changesOf([30, 0, -5, 10, -15]);
    expect([30, 10, -5, -15, 0].map((delta) => shareOf(all, delta).short)).toEqual([
      '+75.0 %',
      '+25.0 %',
      '-25.0 %',
      '-75.0 %',
      '',
    ]);
    expect(shareOf(changesOf([]), 5)).toEqual({ short: '', words: '' });
  });
});

describe('a name of the target', () => {
  it('stays as it is if all of it can be seen', () => {
    expect(visible("Größe['日本'] <b>")).toBe("Größe['日本'] <b>");
  });

  it('shows what would hide or reorder what stands around it', () => {
    expect(visible('a\u0000b\u001b[2J')).toBe('a\\x00b\\x1b[2J');
    expect(visible('\u202etxt.exe')).toBe('\\u202etxt.exe');
    expect(visible('a\u2028b\u00adc\ue000')).toBe('a\\u2028b\\xadc\\ue000');
  });

  it('shows half of a character that a cut or a target left', () => {
    expect(visible('\ud83d')).toBe('\\ud83d');
    expect(visible('ab😀', 3)).toBe('ab\\ud83d…');
  });

  it('is cut', () => {
    expect(visible('x'.repeat(201))).toBe('x'.repeat(200) + '…');
    expect(visible('x'.repeat(200))).toBe('x'.repeat(200));
  });
});
