import type { PageDocument } from './data';
import type { Place } from './place';

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
  /** Told where in it the reader is, when it is opened, when another view leads here, and when the reader goes back. */
  opened?: (place: Place) => void;
}

/** How views lead to one another, and tell where in them the reader is: both are kept in the address. */
export interface Page {
  go: (view: string, place?: Place) => void;
  /** What changed; a step is one that the browser's back button takes back. */
  keep: (change: Place, step?: boolean) => void;
}
