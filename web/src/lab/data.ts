/** What `fathom lab --json` says, as `scenario.JsonSteps` writes it. */

export interface Machine {
  pageSize: number;
  pages: number;
  frames: number;
}

/** A row of a page table. Without a frame the page is not there. */
export interface Row {
  page: number;
  frame?: number;
  writable?: boolean;
  sharers?: number;
  swapped?: boolean;
  label: string;
}

/** An area of a table that is too long to be drawn row by row. */
export interface Area {
  first: number;
  pages: number;
  writable: boolean;
  label: string;
  resident: number;
  shared: number;
}

export interface Table {
  task: string;
  threadOf?: string;
  virt: number;
  res: number;
  shr: number;
  pss: number;
  minor: number;
  major: number;
  rows: Row[];
  areas?: Area[];
}

/** A frame in use: by how many page tables, and of which page of a file. */
export interface Frame {
  frame: number;
  references: number;
  file?: string;
  page?: number;
}

/** The page that a step met, and how. */
export interface Mark {
  task: string;
  page: number;
  outcome: string;
}

export interface Step {
  text: string;
  happened: string;
  printed?: string[];
  holds: boolean;
  failure?: string;
  mark?: Mark;
  tables: Table[];
  frames: Frame[];
  ram: string;
}

export interface Scenario {
  name: string;
  summary: string;
  machine: Machine;
  steps: Step[];
  holds: boolean;
}

/** The scenarios that are in the page; at least one. */
export function load(): [Scenario, ...Scenario[]] {
  const text = document.getElementById('data')?.textContent ?? '';
  const [first, ...others] = (JSON.parse(text) as { scenarios: Scenario[] }).scenarios;
  if (!first) throw new Error('this page has no scenario');
  return [first, ...others];
}
