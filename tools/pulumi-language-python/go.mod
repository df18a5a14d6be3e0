module rushhour/tools/pulumi-language-python

go 1.26

require github.com/pulumi/pulumi/sdk/v3 v3.78.1
