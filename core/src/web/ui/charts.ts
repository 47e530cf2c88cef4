// The one import of echarts. It is large and few pages need it, so it is loaded with the first chart.
type Echarts = typeof import('echarts/core');

/** One row of bars; its colour is a CSS variable or any other colour that SVG knows. */
export interface BarSeries {
  readonly name: string;
  readonly colour: string;
  readonly values: readonly number[];
}

export interface BarChart {
  /** What stands under the bars, one for each value. */
  readonly labels: readonly string[];
  readonly series: readonly BarSeries[];
  readonly formatValue: (value: number) => string;
  readonly size: { readonly width: number; readonly height: number };
}

const TEXT = 'var(--tblr-secondary-color)';
const LINE = 'var(--tblr-border-color)';
const SHOWN_TICKS = 4;

let loading: Promise<Echarts> | undefined;

/**
 * A stacked bar chart as SVG: no script and no canvas in the page. Its colours are CSS variables, so it follows the theme; its view box
 * lets it grow and shrink with its place.
 */
export async function barChartSvg(chart: BarChart): Promise<string> {
  loading ??= loadEcharts();
  const echarts = await loading;
  const drawing = echarts.init(null, null, { renderer: 'svg', ssr: true, ...chart.size });
  try {
    drawing.setOption(barOptions(chart));
    // The style element is for hovering, and a page under style-src 'self' refuses it.
    return drawing.renderToSVGString({ useViewBox: true }).replace(/<style\b[\s\S]*?<\/style>/g, '');
  } finally {
    drawing.dispose();
  }
}

async function loadEcharts(): Promise<Echarts> {
  const [echarts, { BarChart: bars }, { GridComponent }, { SVGRenderer }] = await Promise.all([
    import('echarts/core'),
    import('echarts/charts'),
    import('echarts/components'),
    import('echarts/renderers'),
  ]);
  echarts.use([bars, GridComponent, SVGRenderer]);
  return echarts;
}

function barOptions({ labels, series, formatValue, size }: BarChart): Record<string, unknown> {
  const labelWidth = 58;
  return {
    animation: false,
    backgroundColor: 'transparent',
    textStyle: { fontFamily: 'inherit' },
    grid: { left: 0, right: 0, top: 10, bottom: 0, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    xAxis: {
      type: 'category',
      data: labels,
      axisLine: { lineStyle: { color: LINE } },
      axisTick: { show: false },
      axisLabel: { color: TEXT, fontSize: 12, interval: Math.max(0, Math.ceil((labels.length * labelWidth) / size.width) - 1) },
    },
    yAxis: {
      type: 'value',
      splitNumber: SHOWN_TICKS,
      axisLabel: { color: TEXT, fontSize: 12, formatter: formatValue },
      splitLine: { lineStyle: { color: LINE, type: 'dashed' } },
    },
    series: series.map(({ name, colour, values }) => ({
      type: 'bar',
      name,
      stack: 'all',
      silent: true,
      barMaxWidth: 22,
      barCategoryGap: '28%',
      itemStyle: { color: colour },
      data: values,
    })),
  };
}
