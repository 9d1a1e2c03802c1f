/**
 * Code that runs in the browser, not in Node. The files beside this one read it as text, and describe the results. Its
 * last value is the object of all functions that can be called.
 */
({
  shownTexts() {
    const found = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const text = node.textContent.trim();
      const element = node.parentElement;
      if (text === '' || element.closest('style, cwdb-action') || !element.checkVisibility()) continue;
      let behind = element;
      while (behind !== null && getComputedStyle(behind).backgroundColor === 'rgba(0, 0, 0, 0)')
        behind = behind.parentElement;
      found.push({
        text,
        colour: getComputedStyle(element).color,
        ground: behind === null ? 'rgb(255, 255, 255)' : getComputedStyle(behind).backgroundColor,
      });
    }
    return found;
  },

  overflowing() {
    const width = document.documentElement.clientWidth;
    const out = [...document.body.querySelectorAll('*')].filter((element) => {
      const { left, right, width: own } = element.getBoundingClientRect();
      return own > 0 && (left < -0.5 || right > width + 0.5);
    });
    const pushed = document.documentElement.scrollWidth > width ? ['the page itself'] : [];
    return [...pushed, ...out.map((element) => element.outerHTML.slice(0, 120))];
  },

  bars() {
    return [...document.querySelectorAll('[role=meter]')].map((bar) => ({
      label: bar.getAttribute('aria-label'),
      share: bar.firstElementChild.getBoundingClientRect().width / bar.clientWidth,
      minutes: Number(bar.getAttribute('aria-valuenow')),
      said: bar.getAttribute('aria-valuetext'),
    }));
  },

  linesOf(selector) {
    return [...document.querySelectorAll(selector)]
      .filter((element) => element.checkVisibility())
      .map((element) => {
        const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
        const lines = [];
        let top;
        for (let node = walker.nextNode(); node !== null; node = walker.nextNode())
          for (let at = 0; at < node.length; at++) {
            const range = document.createRange();
            range.setStart(node, at);
            range.setEnd(node, at + 1);
            const [box] = range.getClientRects();
            if (box === undefined) continue;
            if (top === undefined || box.top > top + 4) lines.push('');
            top = box.top;
            lines[lines.length - 1] += node.data[at];
          }
        return { text: element.textContent, lines };
      });
  },

  rows() {
    return [...document.querySelectorAll('.pp tbody tr')].map((row) =>
      [...row.cells].filter((cell) => cell.checkVisibility()).map((cell) => cell.innerText.trim()),
    );
  },

  async pixels(base64) {
    const image = new Image();
    image.src = `data:image/png;base64,${base64}`;
    await image.decode();
    const canvas = new OffscreenCanvas(image.width, image.height);
    const context = canvas.getContext('2d');
    context.drawImage(image, 0, 0);
    const { data } = context.getImageData(0, 0, image.width, image.height);
    const counted = new Map();
    for (let at = 0; at < data.length; at += 4) {
      const key = (data[at] << 16) | (data[at + 1] << 8) | data[at + 2];
      counted.set(key, (counted.get(key) ?? 0) + 1);
    }
    return { width: image.width, height: image.height, colours: [...counted] };
  },

  /** Shows what `invokeWidget` answers to an event with this context, and calls it again as its actions say. */
  async asConsole(context) {
    const widget = document.getElementById('widget');
    const all = () =>
      Object.fromEntries(
        [...widget.querySelectorAll('input[name], select[name]')].map(({ name, value }) => [name, value]),
      );
    const call = async (parameters) => {
      const widgetContext = { ...context, forms: { all: all() }, params: {} };
      widget.innerHTML = await globalThis.invokeWidget({ ...parameters, widgetContext });
      for (const action of widget.querySelectorAll('cwdb-action'))
        action.previousElementSibling.addEventListener('click', () => {
          widget.dataset.busy = 'yes';
          call(JSON.parse(action.textContent));
        });
      delete widget.dataset.busy;
    };
    await call({});
  },
});
