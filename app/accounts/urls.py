from django.urls import path

from accounts.views import addresses, own, passwords, register, sign_in

app_name = "accounts"

urlpatterns = [
    path("", own.home, name="home"),
    path("sign-in/", sign_in.SignIn.as_view(), name="login"),
    path("sign-out/", sign_in.SignOut.as_view(), name="logout"),
    path("register/", register.register, name="register"),
    path("register/sent/", register.register_sent, name="register-sent"),
    path("register/<str:token>/", register.confirm, name="confirm"),
    path("password/", passwords.Change.as_view(), name="password"),
    path("password/reset/", passwords.reset, name="reset"),
    path("password/reset/sent/", passwords.reset_sent, name="reset-sent"),
    path("password/reset/done/", passwords.reset_done, name="reset-done"),
    path("password/reset/<uidb64>/<token>/", passwords.ResetConfirm.as_view(), name="reset-confirm"),
    path("name/", own.name, name="name"),
    path("export/", own.export, name="export"),
    path("close/", own.close, name="close"),
    path("addresses/", addresses.listing, name="addresses"),
    path("addresses/new/", addresses.add, name="address-new"),
    path("addresses/<int:pk>/", addresses.change, name="address"),
    path("addresses/<int:pk>/delete/", addresses.delete, name="address-delete"),
]
