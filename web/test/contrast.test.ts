import { readFileSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { growth, OF_RUNTIME, OWNERS, PAINTS } from '../src/colours';
import { contrast, DARK_INK, inkOn } from '../src/contrast';

/** What WCAG 2.2 AA asks of text, and of what tells where the focus is. */
const TEXT = 4.5;
const FOCUS = 3;

const style = readFileSync(new URL('../src/style.css', import.meta.url), 'utf8');
const theme = (selector: string): Map<string, string> => {
  const at = style.indexOf(selector + ' {');
  const block = style.slice(at, style.indexOf('}', at));
  return new Map([...block.matchAll(/--(\w+): (#[0-9a-f]{6});/g)].map((found) => [found[1] ?? '', found[2] ?? '']));
};
const THEMES: [string, Map<string, string>][] = [
  ['light', theme(':root')],
  ['dark', theme(":root[data-theme='dark']")],
];
const GROUNDS = ['paper', 'card', 'ground', 'box', 'box2'];

describe('the ratio', () => {
  it('is that of the examples of WCAG', () => {
    expect(contrast('#ffffff', '#000000')).toBeCloseTo(21, 5);
    expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
    expect(contrast('hsl(0 100% 50%)', '#ffffff')).toBeCloseTo(contrast('#ff0000', '#ffffff'), 5);
  });
});

describe.each(THEMES)('the %s theme', (_, colours) => {
  const of = (name: string): string => colours.get(name) ?? '';

  it.each(GROUNDS)('has words that can be read on %s', (ground) => {
    for (const ink of ['ink', 'dim', 'link'])
      expect(contrast(of(ink), of(ground)), `${ink} on ${ground}`).toBeGreaterThanOrEqual(TEXT);
  });

  it.each(GROUNDS)('shows the focus on %s', (ground) => {
    expect(contrast(of('focus'), of(ground))).toBeGreaterThanOrEqual(FOCUS);
  });

  it('has explanations that can be read', () => {
    expect(contrast(of('paper'), of('ink'))).toBeGreaterThanOrEqual(TEXT);
  });
});

describe('names in pictures', () => {
  it('can be read on the colour of each account and owner', () => {
    const fills = [...PAINTS.map(([, paint]) => paint), ...OF_RUNTIME.values()].map((paint) => paint.fill);
    // In the strip of the overview they are dark in both themes.
    for (const fill of [...fills, ...OWNERS]) expect(contrast(DARK_INK, fill), fill).toBeGreaterThanOrEqual(TEXT);
  });

  it.each(['light', 'dark'])('can be read on all that grew or shrank, in the %s theme', (name) => {
    vi.stubGlobal('document', { documentElement: { dataset: { theme: name } } });
    for (let part = -20; part <= 20; part++) {
      const fill = growth(part / 20);
      expect(contrast(inkOn(fill), fill), fill).toBeGreaterThanOrEqual(TEXT);
    }
    vi.unstubAllGlobals();
  });
});
