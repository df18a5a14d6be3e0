module rushhour/tools/cnpg

go 1.26

require github.com/cloudnative-pg/cloudnative-pg v1.29.0
