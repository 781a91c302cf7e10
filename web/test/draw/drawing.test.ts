// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest';
import { drawing } from '../../src/draw/drawing';

const svg = (inside: string, more = ''): SVGElement =>
  drawing(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" ${more}>${inside}</svg>`);

describe('a drawing', () => {
  it('has boxes, words and addresses', () => {
    const drawn = svg('<g class="object" data-address="0x7f10"><title>list</title><rect x="1" y="2"/></g>');
    expect(drawn.getAttribute('viewBox')).toBe('0 0 9 9');
    const box = drawn.querySelector('.object');
    expect(box?.getAttribute('data-address')).toBe('0x7f10');
    expect(box?.querySelector('title')?.textContent).toBe('list');
    expect(box?.querySelector('rect')?.getAttribute('y')).toBe('2');
  });

  it('has the names of a target as text', () => {
    const drawn = svg('<text x="1">&lt;script&gt;alert(1)&lt;/script&gt;&amp;</text>');
    expect(drawn.querySelector('text')?.textContent).toBe('<script>alert(1)</script>&');
    expect(drawn.querySelector('script')).toBeNull();
  });

  it('has nothing else', () => {
    const drawn = svg(
      '<script>alert(1)</script><image href="http://evil.example/"/><a href="javascript:alert(2)"><rect x="1"/></a>' +
        '<foreignObject><p>here</p></foreignObject><rect x="3" onclick="alert(4)" style="fill:red"/>',
      'onload="alert(3)"',
    );
    expect([...drawn.querySelectorAll('*')].map((each) => each.localName)).toEqual(['rect']);
    expect(drawn.getAttributeNames()).toEqual(['viewBox']);
    expect(drawn.querySelector('rect')?.getAttributeNames()).toEqual(['x']);
  });

  it('is one, or that is said', () => {
    expect(() => drawing('<html/>')).toThrow('the drawing is damaged');
  });
});
