import { expect } from 'chai';
import { safeHref, safeReturnPath } from './safe-href.js';

describe('safeHref', () => {
  it('keeps addresses of this site, of the web, of mail and of telephones', () => {
    for (const address of ['/customers', '?page=2', '#top', 'https://example.org', 'mailto:a@example.org', 'tel:+420123']) {
      expect(safeHref(address)).to.equal(address);
    }
  });

  it('replaces addresses that run scripts or leave the site unseen', () => {
    for (const address of [
      'javascript:alert(1)',
      ' java\nscript:alert(1)',
      'data:text/html,x',
      '//evil.example',
      '/\\evil.example',
      'vbscript:x',
    ]) {
      expect(safeHref(address), address).to.equal('#');
    }
  });

  it('goes back only to paths of this site after signing in', () => {
    expect(safeReturnPath('/customers?page=2')).to.equal('/customers?page=2');
    for (const path of [undefined, 'https://evil.example', '//evil.example', '/\\evil.example', 'customers']) {
      expect(safeReturnPath(path)).to.equal('/');
    }
  });
});
