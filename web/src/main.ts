import 'uplot/dist/uPlot.min.css';
import './style.css';
import { load, type PageDocument } from './data';
import { isDark } from './colours';
import { h, replace } from './dom';
import { visible } from './format';
import { follow, start as startFollowing } from './live';
import { moved, read, written, type Place } from './place';
import { printWhole } from './print';
import { hide } from './terms';
import type { Page, Shown, View } from './view';
import { diffView } from './views/diff';
import { fragmentation } from './views/fragmentation';
import { live } from './views/live';
import { mapView } from './views/map';
import { objects } from './views/objects';
import { overview } from './views/overview';
import { owners } from './views/owners';
import { single } from './views/single';
import { treemapView } from './views/treemap';
import { workers } from './views/workers';

const VIEWS: View[] = [overview, diffView, workers, treemapView, mapView, objects, owners, single, fragmentation, live];

function start(data: PageDocument, root: HTMLElement): void {
  const views = VIEWS.filter((view) => view.has(data));
  const made = new Map<string, Shown>();
  const main = h('main', { id: 'view', tabindex: -1 });
  const links = new Map<string, HTMLElement>();

  let current = overview;
  let here: Place = {};

  const shownOf = (view: View): Shown => {
    let shown = made.get(view.id);
    if (!shown) {
      shown = view.make(data, page);
      made.set(view.id, shown);
    }
    return shown;
  };
  const show = (fragment: string): void => {
    const { view: id, place } = read(fragment);
    const view = views.find((each) => each.id === id) ?? overview;
    current = view;
    here = place;
    const shown = shownOf(view);
    hide();
    replace(main, h('h2', { class: 'view-title' }, view.title), shown.element);
    main.dataset['view'] = view.id;
    shown.opened?.(place);
    remember();
    for (const [each, link] of links) {
      if (each === view.id) link.setAttribute('aria-current', 'page');
      else link.removeAttribute('aria-current');
    }
    links.get(view.id)?.scrollIntoView({ block: 'nearest', inline: 'center' });
    dispatchEvent(new Event('theme'));
  };
  /** So that the way back to a view leads to where the reader was in it. */
  const remember = (): void => links.get(current.id)?.setAttribute('href', written(current.id, here));
  const page: Page = {
    go: (view, place = {}) => {
      const fragment = written(view, place);
      history.pushState(null, '', fragment);
      show(fragment);
      scrollTo(0, 0);
    },
    keep: (change, step = false) => {
      here = moved(here, change);
      const fragment = written(current.id, here);
      if (fragment === location.hash) return;
      if (step) history.pushState(null, '', fragment);
      else history.replaceState(null, '', fragment);
      remember();
    },
  };
  const nav = h(
    'nav',
    { class: 'views', 'aria-label': 'Views' },
    ...views.map((view) => {
      const link = h('a', { href: `#${view.id}` }, view.title);
      links.set(view.id, link);
      return link;
    }),
  );
  const theme = h('button', { type: 'button', class: 'theme', 'aria-label': 'Light or dark' }, '◐');
  theme.addEventListener('click', () => {
    document.documentElement.dataset['theme'] = isDark() ? 'light' : 'dark';
    dispatchEvent(new Event('theme'));
  });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => dispatchEvent(new Event('theme')));
  addEventListener('popstate', () => show(location.hash));
  document.title = `Fathom: ${visible(data.title)}`;
  const ended = h('p', { class: 'ended', role: 'status', hidden: true });
  follow((now) => {
    ended.hidden = !now.gone && !now.trouble;
    replace(ended, now.gone ? `Process ${data.target.pid} has ended: this is how it was.` : now.trouble);
  });
  replace(
    root,
    h(
      'a',
      {
        class: 'skip',
        href: '#view',
        click: (event: MouseEvent) => {
          event.preventDefault();
          main.focus();
        },
      },
      'to the view',
    ),
    h('header', {}, h('div', { class: 'who' }, h('h1', {}, visible(data.title)), theme), nav, ended),
    main,
  );
  show(location.hash);
  printWhole(main, () =>
    views
      .filter((view) => view !== current && view !== single && view !== live)
      .map((view) => h('section', { class: 'printed' }, h('h2', {}, view.title), shownOf(view).element)),
  );
  if (data.target.kind === 'live') void startFollowing();
}

const root = document.getElementById('page') as HTMLElement;
load().then(
  (data) => start(data, root),
  (failure: unknown) =>
    replace(
      root,
      h(
        'p',
        { class: 'failed', role: 'alert' },
        `Nothing to show: ${failure instanceof Error ? failure.message : String(failure)}`,
      ),
    ),
);
