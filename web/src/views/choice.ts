import { h, type Child } from '../dom';

export interface Option {
  value: string;
  text: Child;
}

export interface Choice {
  element: HTMLElement;
  /** Marks one as chosen, the first where there is none such, and returns its value. */
  choose: (value: string | undefined) => string;
}

/** One of some ways to draw a thing. `chosen` is told what the reader chooses. */
export function choiceOf(name: string, options: Option[], chosen: (value: string) => void): Choice {
  const inputs = options.map(({ value }, at) =>
    h('input', { type: 'radio', name, value, checked: at === 0, change: () => chosen(value) }),
  );
  return {
    element: h(
      'span',
      { role: 'radiogroup', 'aria-label': name },
      ...options.map(({ text }, at) => h('label', {}, inputs[at], ' ', text)),
    ),
    choose: (value) => {
      const input = inputs.find((each) => each.value === value) ?? inputs[0];
      if (input) input.checked = true;
      return input?.value ?? '';
    },
  };
}
