import { expect } from 'chai';
import { barChartSvg } from './charts.js';

describe('barChartSvg', () => {
  it('draws bars in colours that follow the theme, without style element, script or fixed size', async () => {
    const svg = await barChartSvg({
      labels: ['1 May', '2 May'],
      series: [{ name: 'Download', colour: 'var(--tl-download)', values: [10, 20] }],
      formatValue: (value) => `${value} GB`,
      size: { width: 600, height: 200 },
    });
    expect(svg).to.match(/^<svg[^>]+viewBox="0 0 600 200"/);
    expect(svg).to.include('var(--tl-download)').and.include('1 May').and.include('GB');
    expect(svg).not.to.match(/<style|<script/);
  });
});
