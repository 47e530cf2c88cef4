// The few things that need a script. Every page works without it.
(() => {
  const YEAR_SECONDS = 31536000;
  const LONGEST_LOG = 500;

  function onClick(selector, work) {
    document.addEventListener('click', (event) => {
      const element = event.target.closest(selector);
      if (element) work(element, event);
    });
  }

  // Theme: changed at once, kept in a cookie that the server reads.
  document.addEventListener('submit', (event) => {
    const form = event.target;
    if (!form.matches('[data-theme-switch]')) return;
    event.preventDefault();
    const root = document.documentElement;
    const theme = root.dataset.bsTheme === 'dark' ? 'light' : 'dark';
    root.dataset.bsTheme = theme;
    document.querySelector('meta[name="color-scheme"]')?.setAttribute('content', theme);
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not there by plain HTTP
    document.cookie = `tapline_theme=${theme};path=/;max-age=${YEAR_SECONDS};samesite=lax`;
    for (const button of document.querySelectorAll('[data-theme-switch] button')) button.value = theme === 'dark' ? 'light' : 'dark';
  });

  // A form that is on its way is not sent again. The server counts twice-sent payments once in any case.
  document.addEventListener('submit', (event) => {
    if (event.defaultPrevented || event.target.method !== 'post') return;
    const buttons = event.target.querySelectorAll('button[type="submit"]');
    setTimeout(() => {
      for (const button of buttons) button.disabled = true;
    });
  });
  // Coming back by the Back button finds the form usable.
  window.addEventListener('pageshow', () => {
    for (const button of document.querySelectorAll('form[method="post"] button[type="submit"][disabled]')) button.disabled = false;
  });

  // Asks before what is hard to take back.
  document.addEventListener(
    'submit',
    (event) => {
      const question = event.submitter?.dataset.confirm ?? event.target.dataset.confirm;
      if (question && !window.confirm(question)) {
        event.preventDefault();
        event.stopImmediatePropagation();
      }
    },
    true,
  );

  // Drawer
  const drawer = () => document.getElementById('navigation');
  function setDrawer(isOpen) {
    drawer()?.classList.toggle('is-open', isOpen);
    const opener = document.querySelector('[data-drawer-open]');
    opener?.setAttribute('aria-expanded', String(isOpen));
    if (isOpen) drawer()?.querySelector('[data-drawer-close]')?.focus();
    else opener?.focus();
  }
  onClick('[data-drawer-open]', (_element, event) => {
    event.preventDefault();
    setDrawer(true);
  });
  onClick('[data-drawer-close]', (_element, event) => {
    event.preventDefault();
    if (location.hash === '#navigation') history.replaceState(null, '', location.pathname + location.search);
    setDrawer(false);
  });

  // Menus close when something else is clicked.
  document.addEventListener('click', (event) => {
    for (const menu of document.querySelectorAll('details.tl-menu[open]')) if (!menu.contains(event.target)) menu.open = false;
  });

  // Dialogs: a link to a page of its own opens in place.
  onClick('[data-dialog]', (element, event) => {
    const dialog = document.getElementById(element.dataset.dialog);
    if (!dialog?.showModal || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    dialog.showModal();
  });
  onClick('[data-dialog-close]', (element, event) => {
    event.preventDefault();
    element.closest('dialog')?.close();
  });

  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') {
      if (drawer()?.classList.contains('is-open')) setDrawer(false);
      for (const menu of document.querySelectorAll('details.tl-menu[open]')) menu.open = false;
    }
    const isTyping = event.target.closest?.('input, textarea, select, [contenteditable]');
    if (event.key !== '/' || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
    const search = [...document.querySelectorAll('[data-search]')].find((input) => input.offsetParent !== null);
    if (search) {
      event.preventDefault();
      search.focus();
      search.select();
    }
  });

  // Copying of configuration lines
  onClick('[data-copy]', async (button) => {
    const text = document.getElementById(button.dataset.copy)?.textContent ?? '';
    const label = button.querySelector('span') ?? button;
    const before = label.textContent;
    try {
      await navigator.clipboard.writeText(text);
      label.textContent = 'Copied';
    } catch {
      const range = document.createRange();
      range.selectNodeContents(document.getElementById(button.dataset.copy));
      getSelection().removeAllRanges();
      getSelection().addRange(range);
      label.textContent = 'Press Ctrl+C';
    }
    setTimeout(() => {
      label.textContent = before;
    }, 2000);
  });

  // Fields that belong to one choice of a select.
  function showChosen(select) {
    const form = select.closest('form');
    for (const part of form?.querySelectorAll(`[data-when="${select.name}"]`) ?? []) {
      const isShown = part.dataset.is.split(' ').includes(select.value);
      part.hidden = !isShown;
      for (const input of part.querySelectorAll('input, select, textarea')) input.disabled = !isShown;
    }
  }
  // A file goes with its form as text: forms are sent without parts.
  document.addEventListener('change', (event) => {
    const into = event.target.dataset?.base64Into;
    const [file] = event.target.files ?? [];
    if (into === undefined || file === undefined) return;
    const reader = new FileReader();
    reader.addEventListener('load', () => {
      const url = typeof reader.result === 'string' ? reader.result : '';
      document.getElementById(into).value = url.slice(url.indexOf(',') + 1);
    });
    reader.readAsDataURL(file);
  });

  document.addEventListener('change', (event) => {
    if (event.target.matches('select[data-chooses]')) showChosen(event.target);
  });
  function prepare(root) {
    for (const select of root.querySelectorAll('select[data-chooses]')) showChosen(select);
    for (const log of root.querySelectorAll('[data-log-stream]')) followLog(log);
  }

  // RADIUS log: the server sends rows that it has drawn.
  function followLog(body) {
    const status = document.querySelector('[data-log-status]');
    const pause = document.querySelector('[data-log-pause]');
    const held = [];
    let isPaused = false;
    const say = (state, words) => {
      if (!status) return;
      status.dataset.state = state;
      status.textContent = words;
    };
    const show = (row) => {
      document.querySelector('[data-log-empty]')?.remove();
      body.insertAdjacentHTML('afterbegin', row);
      while (body.children.length > LONGEST_LOG) body.lastElementChild.remove();
    };
    const source = new EventSource(body.dataset.logStream);
    source.addEventListener('open', () => say(isPaused ? 'paused' : 'live', isPaused ? 'Paused' : 'Live'));
    source.addEventListener('error', () => say('lost', 'Connecting again…'));
    source.addEventListener('row', (event) => {
      if (!isPaused) return show(event.data);
      held.push(event.data);
      if (held.length > LONGEST_LOG) held.shift();
      say('paused', `Paused, ${held.length} new`);
    });
    pause?.addEventListener('click', () => {
      isPaused = !isPaused;
      pause.setAttribute('aria-pressed', String(isPaused));
      for (const row of isPaused ? [] : held.splice(0)) show(row);
      say(isPaused ? 'paused' : 'live', isPaused ? 'Paused' : 'Live');
    });
    window.addEventListener('pagehide', () => source.close());
  }

  // What is filled in by itself is typed over.
  function selectFilled(input) {
    if (input?.matches?.('input[autofocus]') && input.value !== '') input.select();
  }
  document.addEventListener('focusin', (event) => selectFilled(event.target));

  document.addEventListener('DOMContentLoaded', () => {
    prepare(document);
    selectFilled(document.activeElement);
    document.querySelector('.is-invalid')?.focus();
  });
})();
