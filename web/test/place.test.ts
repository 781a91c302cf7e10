import { describe, expect, it } from 'vitest';
import { moved, read, written } from '../src/place';

describe('the fragment of the address', () => {
  it('keeps view and place, whatever they are called', () => {
    const place = { filter: 'a&b=c #?é\u202e', at: '0.2.1' };
    expect(read(written('owners', place))).toEqual({ view: 'owners', place });
    expect(written('map', {})).toBe('#map');
    expect(read('#map')).toEqual({ view: 'map', place: {} });
  });

  it.each(['', '#', '#?', '#%', '#a?%zz=%', '#a?b', '#__proto__?__proto__=1', '#x?&&=&'])(
    'may be anything: %s',
    (hash) => {
      expect(() => read(hash)).not.toThrow();
      expect(({} as Record<string, unknown>)['1']).toBeUndefined();
    },
  );

  it('leaves out what is as it is at first', () => {
    expect(moved({ filter: 'a', at: '0' }, { filter: '', as: 'flame' })).toEqual({ at: '0', as: 'flame' });
  });
});
