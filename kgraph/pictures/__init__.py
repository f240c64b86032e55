"""Static pictures as SVG, in the page's colours: for papers, notebooks and mail."""
