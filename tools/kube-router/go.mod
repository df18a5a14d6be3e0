module rushhour/tools/kube-router

go 1.26

require github.com/cloudnativelabs/kube-router v1.6.1
require github.com/osrg/gobgp/v3 v3.15.0
