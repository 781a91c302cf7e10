/** Contrast as WCAG 2.2 has it: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */

type Rgb = [number, number, number];

function rgb(colour: string): Rgb {
  const hex = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(colour);
  if (hex) return [1, 2, 3].map((at) => parseInt(hex[at] ?? '', 16) / 255) as Rgb;
  const hsl = /^hsl\(([\d.]+) ([\d.]+)% ([\d.]+)%\)$/.exec(colour);
  if (!hsl) throw new Error(`no colour: ${colour}`);
  const [hue, saturation, light] = [Number(hsl[1]), Number(hsl[2]) / 100, Number(hsl[3]) / 100];
  const wide = saturation * Math.min(light, 1 - light);
  const part = (n: number): number => {
    const k = (n + hue / 30) % 12;
    return light - wide * Math.max(-1, Math.min(k - 3, 9 - k, 1));
  };
  return [part(0), part(8), part(4)];
}

function luminance(colour: string): number {
  const [red, green, blue] = rgb(colour).map((part) =>
    part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4,
  ) as Rgb;
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** From 1 to 21; text takes 4.5. */
export function contrast(one: string, other: string): number {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

export const DARK_INK = '#000000';
const LIGHT_INK = '#ffffff';

/** What is read better on a colour: dark or white. One of them has 4.5 on any. */
export function inkOn(colour: string): string {
  return contrast(DARK_INK, colour) >= contrast(LIGHT_INK, colour) ? DARK_INK : LIGHT_INK;
}
