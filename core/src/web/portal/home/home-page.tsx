import type { PortalRoutes } from '../frame/portal-routes.js';
import { loadHome } from './home-model.js';
import { HomeView } from './home-view.js';

export function addHomePage(routes: PortalRoutes): void {
  routes.get('/portal', async (request) => {
    request.show(request.t('nav.home'), <HomeView model={await loadHome(request)} />);
  });
}
