import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { growth, isDark, paint } from '../src/colours';

let dataset: Record<string, string> = {};
let systemIsDark = false;

beforeEach(() => {
  vi.stubGlobal('document', { documentElement: { dataset } });
  vi.stubGlobal('matchMedia', () => ({ matches: systemIsDark }));
});

afterEach(() => {
  dataset = {};
  systemIsDark = false;
  vi.unstubAllGlobals();
});

describe('the colour of an account', () => {
  it('is that of the account above it', () => {
    expect(paint('malloc.live.small')).toEqual(paint('malloc.live'));
    expect(paint('stacks.main')).toEqual(paint('stacks'));
  });

  it('is not that of one whose name only begins alike', () => {
    expect(paint('stacksome')).toEqual(paint('nobody knows this'));
  });

  it('is the same for the same thing of each runtime', () => {
    expect(paint('perl.free.heads')).toEqual(paint('python.free'));
    expect(paint('python.objects')).toEqual(paint('objects'));
    expect(paint('python.nonsense')).toEqual(paint('nobody knows this'));
    expect(paint('python.constructor')).toEqual(paint('nobody knows this'));
  });

  it('is never all that tells free and unexplained memory from other memory', () => {
    expect(paint('malloc.free').mark).toBe('hatched');
    expect(paint('python.free').mark).toBe('hatched');
    expect(paint('unexplained').mark).toBe('dotted');
    expect(paint('malloc.live').mark).toBe('plain');
  });
});

describe('light or dark', () => {
  it('is what was chosen, else what the system has', () => {
    systemIsDark = true;
    expect(isDark()).toBe(true);
    dataset['theme'] = 'light';
    expect(isDark()).toBe(false);
  });
});

describe('the colour of growth', () => {
  const lightness = (colour: string): number => Number(/ ([\d.]+)%\)$/.exec(colour)?.[1]);

  it('tells growth from shrinking by its hue, and nothing from both', () => {
    expect(growth(0.5)).toMatch(/^hsl\(24 /);
    expect(growth(-0.5)).toMatch(/^hsl\(212 /);
    expect(growth(0.001)).toMatch(/^#/);
  });

  it('is stronger the more it grew, and no stronger than for all', () => {
    expect(lightness(growth(0.9))).toBeLessThan(lightness(growth(0.1)));
    expect(growth(7)).toBe(growth(1));
    dataset['theme'] = 'dark';
    expect(lightness(growth(0.9))).toBeGreaterThan(lightness(growth(0.1)));
  });
});
