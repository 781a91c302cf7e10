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

/** How much more or less it is than before, in short and in words. */
export interface Growth {
  short: string;
  words: string;
}

/** Growth is told in per cent of what was before; of what was not there before there are none. */
export function grown(before: number, after: number): Growth {
  if (before <= 0)
    return after > 0 ? { short: 'new', words: 'not there before' } : { short: '', words: 'not there before or after' };
  if (after <= 0) return { short: 'gone', words: 'not there any more' };
  if (after === before) return { short: '', words: 'as much as before' };
  const more = percent(Math.abs(after - before), before);
  return after > before
    ? { short: '+' + more, words: `${more} more than before` }
    : { short: '-' + more, words: `${more} less than before` };
}

export const hex = (address: number | bigint): string => '0x' + address.toString(16);

/** Control, formatting and private characters would hide or reorder what stands around them. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Cn}\p{Co}]/gu;

export function visible(name: string, longest = 200): string {
  const cut = name.length > longest ? name.slice(0, longest) + '…' : name;
  return cut.replace(UNSEEN, (c) => {
    const code = c.codePointAt(0) ?? 0;
    return code < 0x100 ? '\\x' + code.toString(16).padStart(2, '0') : '\\u' + code.toString(16).padStart(4, '0');
  });
}
