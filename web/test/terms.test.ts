// @vitest-environment happy-dom
import { afterEach, describe, expect, it } from 'vitest';
import glossary from '../src/glossary.json';
import { hide, sentenceOf, term } from '../src/terms';

const boxes = (): (string | null)[] => [...document.querySelectorAll('.says')].map((box) => box.textContent);

afterEach(hide);

describe('a word', () => {
  it('has its sentence for readers of the screen, and can be reached by keys', () => {
    const word = term('Rss');
    expect(word.textContent).toBe('Rss');
    expect(word.tabIndex).toBe(0);
    expect(word.getAttribute('aria-description')).toBe(glossary.rss);
  });

  it('may be explained as another', () => {
    expect(term('held', 'retained').getAttribute('aria-description')).toBe(sentenceOf('retained'));
  });

  it.each(['nobody explains this', 'constructor', '__proto__'])('that has none is only a word: %s', (word) => {
    const element = term(word);
    expect(element.textContent).toBe(word);
    expect(element.className).toBe('');
    expect(sentenceOf(word)).toBeUndefined();
  });
});

describe('its sentence', () => {
  it('is shown while it is pointed at or has the focus', () => {
    const word = term('Rss');
    for (const [comes, goes] of [
      ['mouseenter', 'mouseleave'],
      ['focus', 'blur'],
    ] as const) {
      word.dispatchEvent(new Event(comes));
      expect(boxes()).toEqual([glossary.rss]);
      word.dispatchEvent(new Event(goes));
      expect(boxes()).toEqual([]);
    }
  });

  it('is shown alone', () => {
    term('Rss').dispatchEvent(new Event('focus'));
    term('Pss').dispatchEvent(new Event('focus'));
    expect(boxes()).toEqual([glossary.pss]);
  });

  it.each([
    ['Escape', new KeyboardEvent('keydown', { key: 'Escape' })],
    ['scrolling', new Event('scroll')],
  ])('is hidden by %s', (_, event) => {
    term('Rss').dispatchEvent(new Event('focus'));
    window.dispatchEvent(event);
    expect(boxes()).toEqual([]);
  });
});
