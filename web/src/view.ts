import type { PageDocument } from './data';

/** One of the page's views. */
export interface View {
  id: string;
  title: string;
  /** Whether the document has what it shows. */
  has: (data: PageDocument) => boolean;
  /** Makes it when it is opened first. */
  make: (data: PageDocument, page: Page) => Shown;
}

export interface Shown {
  element: HTMLElement;
  /** Told what to show when another view leads here, and `undefined` when it is only opened. */
  opened?: (what: string | undefined) => void;
}

/** How views lead to one another. */
export interface Page {
  go: (view: string, what?: string) => void;
}
