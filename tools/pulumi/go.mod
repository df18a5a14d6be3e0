module rushhour/tools/pulumi

go 1.26

require github.com/pulumi/pulumi/pkg/v3 v3.250.0
require github.com/pulumi/pulumi/sdk/v3 v3.250.0
