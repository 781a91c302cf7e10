/** Numbers as the terminal writes them (report.Unit), and names of the target made harmless (report.Escape). */

interface Unit {
  symbol: string;
  bytes: number;
}

const UNITS: [Unit, ...Unit[]] = [
  { symbol: 'B', bytes: 1 },
  { symbol: 'KiB', bytes: 2 ** 10 },
  { symbol: 'MiB', bytes: 2 ** 20 },
  { symbol: 'GiB', bytes: 2 ** 30 },
];

/** Above this many of a unit the next one is used. */
const MOST = 10_000;

const WHOLE = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const TENTHS = new Intl.NumberFormat('en-US', { minimumFractionDigits: 1, maximumFractionDigits: 1 });

export const integer = (value: number): string => WHOLE.format(value);

function inUnit(amount: number, unit: Unit): string {
  const value = amount / unit.bytes;
  const whole = unit.bytes === 1 || Math.abs(value) >= 100 || amount === 0;
  return `${(whole ? WHOLE : TENTHS).format(value)} ${unit.symbol}`;
}

/** A size in whatever unit suits it. */
export function bytes(amount: number): string {
  let unit = UNITS[0];
  for (const next of UNITS) if (next.bytes <= Math.abs(amount)) unit = next;
  if (unit.symbol === 'GiB' && amount < 10 * unit.bytes) unit = UNITS[2] as Unit;
  return inUnit(amount, unit);
}

/** With its sign. */
export const change = (amount: number): string => (amount > 0 ? '+' : '') + bytes(amount);

/** How a column of sizes is written: one unit for all. */
export function column(amounts: Iterable<number>): (amount: number) => string {
  let largest = 0;
  for (const amount of amounts) largest = Math.max(largest, Math.abs(amount));
  let unit = UNITS[0];
  for (const next of UNITS) if (next.bytes <= largest && largest / unit.bytes >= MOST) unit = next;
  if (unit.bytes === 1 && largest >= 2 ** 10) unit = UNITS[1] as Unit;
  return (amount) => inUnit(amount, unit);
}

export function percent(part: number, whole: number): string {
  return `${TENTHS.format(whole === 0 ? 0 : (100 * part) / whole)} %`;
}

/** What there is of a change: its part of all changes, in short and in words. */
export interface Growth {
  short: string;
  words: string;
}

/** All that grew of some things, and all that shrank. */
export interface Changes {
  more: number;
  less: number;
}

export function changesOf(deltas: readonly number[]): Changes {
  const sum = (some: number[]): number => some.reduce((all, delta) => all + delta, 0);
  return { more: sum(deltas.filter((delta) => delta > 0)), less: sum(deltas.filter((delta) => delta < 0)) };
}

/** Growth is told in per cent of all growth, what went in per cent of all that went: each adds up to 100. */
export function shareOf(all: Changes, delta: number): Growth {
  const whole = delta > 0 ? all.more : all.less;
  if (delta === 0 || whole === 0) return { short: '', words: '' };
  const share = percent(Math.abs(delta), Math.abs(whole));
  return delta > 0
    ? { short: '+' + share, words: `${share} of all growth, ` }
    : { short: '-' + share, words: `${share} of all that shrank, ` };
}

/** How much more or less it is than before, in per cent of what was; of what was not there before there are none. */
export function grown(before: number, after: number): string {
  if (before <= 0) return after > 0 ? 'not there before' : 'not there before or after';
  if (after <= 0) return 'not there any more';
  if (after === before) return 'as much as before';
  return `${percent(Math.abs(after - before), before)} ${after > before ? 'more' : 'less'} than before`;
}

export const hex = (address: number | bigint): string => '0x' + address.toString(16);

/** Control, formatting and private characters would hide or reorder what stands around them. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Cn}\p{Co}]/gu;

/** Sentences have names in them. */
export const LONGEST_SENTENCE = 4000;

export function visible(name: string, longest = 200): string {
  const cut = name.length > longest ? name.slice(0, longest) + '…' : name;
  return cut.replace(UNSEEN, (c) => {
    const code = c.codePointAt(0) ?? 0;
    return code < 0x100 ? '\\x' + code.toString(16).padStart(2, '0') : '\\u' + code.toString(16).padStart(4, '0');
  });
}
