"""What is timed inside a page: scripts that wait for something to be seen, and give up in words."""

PATIENCE_MS = 60_000
# a sum over the map's pixels; an undrawn canvas gives 0
PAINTED = """() => {
  const canvas = document.querySelector('.map .leaflet-overlay-pane canvas');
  if (!canvas || !canvas.width) return 0;
  const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
  let sum = 0;
  for (let i = 0; i < data.length; i += 4 * 5) {
    if (data[i + 3] > 200) sum = (sum * 31 + data[i] + data[i + 1] + data[i + 2]) % 1000003;
  }
  return sum;
}"""
HEADING = """() => {
  const h = document.querySelector('main h1');
  return h ? h.textContent : '';
}"""
# nothing is being filled in any more: the next click is not timed with what the last one left
CALM = """() => !document.querySelector('main [data-dash-is-loading="true"]')"""
# the first frame in which something is seen; without one in time, an error that says what it was
_FIRST = f"""(seen, what, since) => new Promise((done, fail) => {{
  const late = () => fail(new Error(`${{what}}: not seen within {PATIENCE_MS} ms`));
  const timer = setTimeout(late, {PATIENCE_MS});
  const look = () => {{
    if (!seen()) return requestAnimationFrame(look);
    clearTimeout(timer);
    done(performance.now() - since);
  }};
  look();
}})"""
# milliseconds from the navigation's start to the first frame with the map on it
FIRST_MAP = f"() => ({_FIRST})({PAINTED}, 'a painted map', 0)"


def after_click(seen: str) -> str:
    """A script that times the next click: to the first frame that shows something else.

    It takes what is clicked, for the words of an error; the answer is had by `TOOK`.
    """
    return f"""(what) => {{
      window.benchmark = new Promise((done, fail) => {{
        const begin = () => {{
          const seen = {seen}, before = seen(), other = () => seen() && seen() !== before;
          ({_FIRST})(other, what, performance.now()).then(done, fail);
        }};
        document.addEventListener('click', begin, {{ capture: true, once: true }});
      }});
    }}"""


TOOK = "() => window.benchmark"
